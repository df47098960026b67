import type { CloseReason } from '@x/engineio-server';
import { describe, expectTypeOf, it } from 'vitest';
import {
  DisconnectReason,
  defineNamespace,
  type Environ,
  event,
  type FromSocketIO,
  Namespace,
  Server,
  tuple,
} from '../src/index.js';

interface Msg {
  text: string;
}
interface C2S {
  'my event'(data: Msg): string;
  none(): void;
  many(a: number, b?: string): void;
  rest(...values: number[]): Promise<number>;
  several(): ReturnType<typeof tuple<[string, number]>>;
}
interface S2C {
  news(id: number, title: string): void;
  one(data: Msg): void;
  nothing(): void;
  optional(data?: string): void;
  question(data: string): number;
  pair(): ReturnType<typeof tuple<[string, number]>>;
  message(text: string): void;
}
interface Session {
  user?: string;
}
interface Auth {
  token: string;
}

const sio = new Server<C2S, S2C, Session, Auth>();

describe('handlers', () => {
  it('have their parameters inferred', () => {
    sio.on('my event', (sid, data) => {
      expectTypeOf(sid).toEqualTypeOf<string>();
      expectTypeOf(data).toEqualTypeOf<Msg>();
      return data.text;
    });
    sio.on('many', (_sid, a, b) => {
      expectTypeOf(a).toEqualTypeOf<number>();
      expectTypeOf(b).toEqualTypeOf<string | undefined>();
    });
    sio.on('rest', async (_sid, ...values) => {
      expectTypeOf(values).toEqualTypeOf<number[]>();
      return 1;
    });
    sio.on('rest', () => 1);
    sio.on('several', () => tuple('a', 1));
    sio.on('connect', (sid, environ, auth) => {
      expectTypeOf(sid).toEqualTypeOf<string>();
      expectTypeOf(environ).toEqualTypeOf<Environ>();
      expectTypeOf(auth).toEqualTypeOf<Auth | undefined>();
    });
    sio.on('disconnect', (_sid, reason) => {
      expectTypeOf(reason).toEqualTypeOf<DisconnectReason>();
    });
    sio.on('*', (name, sid) => {
      expectTypeOf(name).toEqualTypeOf<string>();
      expectTypeOf(sid).toEqualTypeOf<string>();
    });
    sio.event({
      'my event'(_sid, data) {
        expectTypeOf(data).toEqualTypeOf<Msg>();
        return 'x';
      },
      connect(_sid, _environ, auth) {
        expectTypeOf(auth).toEqualTypeOf<Auth | undefined>();
      },
    });
  });

  it('must fit the map', () => {
    // @ts-expect-error there is no such event
    sio.on('nope', () => {});
    // @ts-expect-error the data is a Msg
    sio.on('my event', (_sid, data: number) => String(data));
    // @ts-expect-error the acknowledgement is a string
    sio.on('my event', () => 1);
    // @ts-expect-error the acknowledgement is a tuple, not an array
    sio.on('several', () => ['a', 1]);
    // @ts-expect-error there is no such event
    sio.event({ nope() {} });
    // @ts-expect-error there is no such event
    sio.off('nope');
  });

  it('of other namespaces take any event by a plain string', () => {
    sio.on('anything', (sid: string, data: number) => [sid, data], { namespace: '/other' });
    sio.off('anything', { namespace: '/other' });
  });
});

describe('reasons of disconnections', () => {
  it('have a constant for each that the engine gives', () => {
    expectTypeOf(Object.values(DisconnectReason)).toEqualTypeOf<CloseReason[]>();
  });
});

describe('emit', () => {
  it('takes what the map says', () => {
    void sio.emit('news', tuple(1, 'two'));
    void sio.emit('one', { text: 'x' }, { to: 'room', skipSid: ['a'] });
    void sio.emit('nothing');
    void sio.emit('nothing', undefined, { to: 'room' });
    void sio.emit('optional');
    void sio.emit('optional', 'x');
    void sio.send('text', { to: 'x' });
    void sio.emit('question', 'x', {
      callback: (answer) => {
        expectTypeOf(answer).toEqualTypeOf<number>();
      },
    });
    void sio.emit('pair', undefined, {
      callback: (a, b) => {
        expectTypeOf(a).toEqualTypeOf<string>();
        expectTypeOf(b).toEqualTypeOf<number>();
      },
    });
    void sio.emit('anything', { at: 'all' }, { namespace: '/other' });
  });

  it('refuses everything else', () => {
    // @ts-expect-error there is no such event
    void sio.emit('nope');
    // @ts-expect-error the data is missing
    void sio.emit('one');
    // @ts-expect-error the data is a Msg
    void sio.emit('one', 1);
    // @ts-expect-error several arguments are a tuple
    void sio.emit('news', [1, 'two']);
    // @ts-expect-error the tuple is of number and string
    void sio.emit('news', tuple('two', 1));
    // @ts-expect-error options come third
    void sio.emit('one', { to: 'room' });
    // @ts-expect-error the message is a string
    void sio.send(1);
    // @ts-expect-error there is no such option
    void sio.emit('nothing', undefined, { rooms: 'x' });
  });
});

describe('call', () => {
  it('resolves with the acknowledgement', () => {
    expectTypeOf(sio.call('question', 'x', { to: 'sid' })).toEqualTypeOf<Promise<number>>();
    expectTypeOf(sio.call('pair', undefined, { to: 'sid' })).toEqualTypeOf<Promise<[string, number]>>();
    expectTypeOf(sio.call('anything', 1, { to: 'sid', namespace: '/other' })).toEqualTypeOf<Promise<unknown>>();
  });

  it('refuses what the map does not know', () => {
    // @ts-expect-error the data is a string
    void sio.call('question', 1, { to: 'sid' });
    // @ts-expect-error who is asked?
    void sio.call('question', 'x');
    // @ts-expect-error there is no such event
    void sio.call('nope', 'x', { to: 'sid' });
  });
});

describe('the fluent form', () => {
  it('takes arguments as they are', () => {
    void sio.to('room').except('sid').volatile.compress(false).local.emit('news', 1, 'two');
    expectTypeOf(sio.timeout(1000).emitWithAck('question', 'x')).toEqualTypeOf<Promise<number[]>>();
    // @ts-expect-error the title is missing
    void sio.to('room').emit('news', 1);
    // @ts-expect-error there is no such event
    void sio.to('room').emit('nope');
  });
});

describe('of', () => {
  it('gives a handle with its own events', () => {
    interface ChatC2S {
      said(text: string): boolean;
    }
    interface ChatS2C {
      heard(text: string): void;
    }
    const chat = sio.of<ChatC2S, ChatS2C>('/chat');
    chat.on('said', (_sid, text) => {
      expectTypeOf(text).toEqualTypeOf<string>();
      return true;
    });
    void chat.emit('heard', 'x');
    void chat.to('room').emit('heard', 'x');
    // @ts-expect-error this is an event of the main namespace
    chat.on('my event', () => 'x');
    // @ts-expect-error this is an event of the main namespace
    void chat.emit('news', tuple(1, 'two'));
    void sio.of<ChatC2S, ChatS2C>(/^\/room-\d+$/).emit('heard', 'x');
  });
});

describe('sessions', () => {
  it('have the declared type', () => {
    expectTypeOf(sio.getSession('sid')).toEqualTypeOf<Promise<Session>>();
    expectTypeOf(sio.session('sid', (session) => session.user)).toEqualTypeOf<Promise<string | undefined>>();
    void sio.saveSession('sid', { user: 'ann' });
    // @ts-expect-error there is no such field
    void sio.saveSession('sid', { name: 'ann' });
    void sio.session('sid', (session) => {
      // @ts-expect-error the user is a string
      session.user = 1;
    });
    expectTypeOf(sio.fetchClients().then(([first]) => first!.session)).toEqualTypeOf<Promise<Session>>();
    expectTypeOf(
      sio
        .to('x')
        .except('y')
        .fetchClients()
        .then(([first]) => first!.session),
    ).toEqualTypeOf<Promise<Session>>();
  });
});

describe('without maps', () => {
  it('everything works', () => {
    const untyped = new Server();
    untyped.on('anything', (sid, data, more) => {
      expectTypeOf(sid).toEqualTypeOf<string>();
      return [data.anything, more];
    });
    untyped.on('connect', (_sid, _environ, auth) => auth.token === 'x');
    void untyped.emit('anything');
    void untyped.emit('anything', { a: 1 }, { to: 'room', callback: (a, b) => [a, b] });
    void untyped.emit('anything', tuple(1, 2));
    void untyped.to('x').emit('anything', 1, 'two');
    void untyped.call('anything', 1, { to: 'sid' }).then((answer) => answer.whatever);
    void untyped.session('sid', (session) => {
      session['user'] = 'ann';
    });
    void untyped.send('x');
  });
});

describe('class-based namespaces', () => {
  it('are typed in what they emit', () => {
    class Chat extends Namespace<C2S, S2C, Session> {
      override onConnect(sid: string, environ: Environ, auth: unknown) {
        void [sid, environ, auth];
      }
      override onDisconnect(_sid: string, _reason: DisconnectReason) {}
      on_many(sid: string, a: number) {
        return this.emit('one', { text: String(a) }, { skipSid: sid });
      }
      onRest(_sid: string, ...values: number[]) {
        return Promise.resolve(values.length);
      }
      on_connect(_sid: string) {}
      onward() {}
      @event('any name')
      named(_sid: string) {
        // @ts-expect-error there is no such event
        void this.emit('nope');
      }
      override triggerEvent(name: string, ...args: unknown[]) {
        return super.triggerEvent(name, ...args);
      }
    }
    sio.registerNamespace(new Chat('/chat'));
    class Everywhere extends Namespace<C2S, S2C> {
      on_many(_namespace: string, _sid: string, _a: number) {}
    }
    sio.registerNamespace(new Everywhere('*'));
    class Untyped extends Namespace {
      on_anything(_sid: string, _data: Msg) {}
    }
    sio.registerNamespace(new Untyped('/untyped'));
    // @ts-expect-error this is no namespace
    sio.registerNamespace({});
  });

  it('handle events of the map, which is checked when they are registered', () => {
    class Typo extends Namespace<C2S, S2C> {
      on_mnay(_sid: string) {}
    }
    // @ts-expect-error there is no such event
    sio.registerNamespace(new Typo('/typo'));
    class CamelTypo extends Namespace<C2S, S2C> {
      onMnay(_sid: string) {}
    }
    // @ts-expect-error there is no such event
    sio.registerNamespace(new CamelTypo('/typo'));
    class Wrong extends Namespace<C2S, S2C> {
      on_many(_sid: string, _a: Msg) {}
    }
    // @ts-expect-error the argument is a number
    sio.registerNamespace(new Wrong('/wrong'));
    class WrongAck extends Namespace<C2S, S2C> {
      on_rest(_sid: string) {
        return 'text';
      }
    }
    // @ts-expect-error the acknowledgement is a number
    sio.registerNamespace(new WrongAck('/wrong'));
  });

  it('can be defined with inferred parameters', () => {
    const chat = defineNamespace<C2S, S2C, Session, Auth>('/chat', {
      connect(sid, environ, auth) {
        expectTypeOf(sid).toEqualTypeOf<string>();
        expectTypeOf(environ).toEqualTypeOf<Environ>();
        expectTypeOf(auth).toEqualTypeOf<Auth | undefined>();
        void this.emit('nothing');
      },
      'my event'(_sid, data) {
        expectTypeOf(data).toEqualTypeOf<Msg>();
        // @ts-expect-error there is no such event
        void this.emit('nope');
        return data.text;
      },
    });
    sio.registerNamespace(chat);
    // @ts-expect-error there is no such event
    defineNamespace<C2S, S2C>('/chat', { nope() {} });
    // @ts-expect-error the acknowledgement is a string
    defineNamespace<C2S, S2C>('/chat', { 'my event': () => 1 });
  });
});

describe("maps of socket.io's kind", () => {
  it('can be converted', () => {
    interface Theirs {
      plain: (a: number) => void;
      acked: (a: number, answer: (text: string) => void) => void;
      twice: (answer: (text: string, n: number) => void) => void;
    }
    const converted = new Server<FromSocketIO<Theirs>>();
    converted.on('acked', (_sid, a) => {
      expectTypeOf(a).toEqualTypeOf<number>();
      return 'x';
    });
    converted.on('twice', () => tuple('x', 1));
    // @ts-expect-error the answer is a string
    converted.on('acked', () => 1);
  });
});
