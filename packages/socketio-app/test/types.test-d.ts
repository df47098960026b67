import { expectTypeOf, it } from 'vitest';
import { context, SocketIO, type Tuple, tuple } from '../src/index.js';

interface C2S {
  sum(a: number, b: number): number;
  pair(): Tuple<[string, number]>;
}
interface S2C {
  news(title: string, size: number): void;
  question(text: string): boolean;
}
interface Session {
  user?: string;
}
const io = new SocketIO<C2S, S2C, Session, { token: string }>();

it('handlers get what the client sends, without a sid, and answer what is declared', () => {
  io.on('sum', (a, b) => {
    expectTypeOf([a, b]).toEqualTypeOf<number[]>();
    return a + b;
  });
  io.on('pair', () => tuple('a', 1));
  io.on('connect', (auth) => expectTypeOf(auth).toEqualTypeOf<{ token: string } | undefined>());
  io.event({ sum: (a) => a });
  // @ts-expect-error the answer is a number
  io.on('sum', () => 'text');
  // @ts-expect-error no such event
  io.on('nothing', () => {});
  io.on('anything', () => {}, { namespace: '/other' });
});

it('emits send what the server declares', () => {
  void io.emit('news', tuple('a', 1), { to: 'room', includeSelf: false });
  void io.current.emit('news', tuple('a', 1), { broadcast: true });
  void io.emit('anything', 1, { namespace: '/other' });
  // @ts-expect-error two arguments are declared
  void io.emit('news', 'a');
  // @ts-expect-error no such event
  void io.current.emit('nothing', 1);
  expectTypeOf(io.call('question', 'really?', { to: 'sid' })).resolves.toEqualTypeOf<boolean>();
  expectTypeOf(io.current.context().session.user).toEqualTypeOf<string | undefined>();
  expectTypeOf(context<Session>().session).toEqualTypeOf<Session>();
});
