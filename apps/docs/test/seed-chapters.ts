/**
 * Every chapter and section of the documents that this project comes from, with the page that takes its place.
 * `reference/coverage.md` shows it, and a test holds it to pages and headings that exist.
 */
export interface Document {
  readonly name: string;
  readonly chapters: readonly Chapter[];
}

export interface Chapter {
  readonly title: string;
  /** Where the chapter as a whole went. */
  readonly page?: string;
  readonly sections?: readonly Section[];
}

/** A title, its page (with the heading behind `#`), and what is to be said; `undefined` for a page only with a reason. */
export type Section =
  | readonly [title: string, page: string, note?: string]
  | readonly [title: string, page: undefined, note: string];

const oneVariant = 'One asynchronous variant takes the place of the pair.';
const ownServer = "Node's HTTP server does it; there is no async_mode to choose.";
const noWorkerModel = 'No green threads or worker models: one process runs on one event loop, several share a port.';
const noFramework = 'A Python framework. Here: Express, Fastify, Koa, or plain node:http.';

export const documents: readonly Document[] = [
  {
    name: 'python-socketio 5',
    chapters: [
      {
        title: 'Getting started',
        page: 'guide/getting-started',
        sections: [
          ['What is Socket.IO?', 'guide/getting-started#what-is-socket-io'],
          ['Version compatibility', 'reference/protocols'],
          ['Client examples', 'guide/getting-started#the-first-client'],
          ['Client features', 'guide/getting-started#what-the-client-can-do'],
          ['Server examples', 'guide/getting-started#the-first-server'],
          ['Server features', 'guide/getting-started#what-the-server-can-do'],
        ],
      },
      {
        title: 'The Socket.IO clients: the simple client',
        page: 'guide/simple-client',
        sections: [
          ['Installation', 'guide/client#installation'],
          ['Using the simple client', 'guide/simple-client'],
          ['Creating a client instance', 'guide/simple-client#creating-a-client'],
          ['Connecting to a server', 'guide/simple-client#connecting-to-a-server'],
          ['TLS/SSL support', 'guide/simple-client#tls'],
          ['Emitting events', 'guide/simple-client#emitting-events'],
          ['Receiving events', 'guide/simple-client#receiving-events'],
          ['Disconnecting from the server', 'guide/simple-client#disconnecting'],
          ['Debugging and troubleshooting', 'guide/simple-client#debugging-and-troubleshooting'],
        ],
      },
      {
        title: 'The Socket.IO clients: the event-driven client',
        page: 'guide/client',
        sections: [
          ['Using the event-driven client', 'guide/client'],
          ['Creating a client instance', 'guide/client#creating-a-client'],
          ['Defining event handlers', 'guide/client#defining-event-handlers'],
          ['Catch-all event and namespace handlers', 'guide/client#catch-all-event-and-namespace-handlers'],
          ['Connect, connect error and disconnect event handlers', 'guide/client#connect-connect-error-and-disconnect'],
          ['Connecting to a server', 'guide/client#connecting-to-a-server'],
          ['TLS/SSL support', 'guide/client#tls'],
          ['Emitting events', 'guide/client#emitting-events'],
          ['Event callbacks', 'guide/client#event-callbacks'],
          ['Namespaces', 'guide/client#namespaces'],
          ['Class-based namespaces', 'guide/client#class-based-namespaces'],
          ['Disconnecting from the server', 'guide/client#disconnecting'],
          ['Managing background tasks', 'guide/client#background-tasks'],
          ['Debugging and troubleshooting', 'guide/client#debugging-and-troubleshooting'],
        ],
      },
      {
        title: 'The Socket.IO server',
        page: 'guide/server',
        sections: [
          ['Installation', 'guide/server#installation'],
          ['Creating a server instance', 'guide/server#creating-a-server'],
          ['Running the server', 'guide/server#running-the-server'],
          ['Running as a WSGI application', 'guide/server#beside-your-own-http-server'],
          ['Running as an ASGI application', 'guide/server#beside-your-own-http-server'],
          ['Serving static files', 'guide/static-files'],
          ['Events', 'guide/events'],
          ['Listening to events', 'guide/events#listening-to-events'],
          ['Connect and disconnect events', 'guide/events#connect-and-disconnect'],
          ['Catch-all event handlers', 'guide/events#catch-all-handlers'],
          ['Emitting events to clients', 'guide/events#emitting-events-to-clients'],
          ['Acknowledging events', 'guide/acknowledgements#acknowledging-events'],
          ['Requesting client acknowledgements', 'guide/acknowledgements#asking-a-client'],
          ['Rooms', 'guide/rooms'],
          ['Namespaces', 'guide/namespaces'],
          ['Decorator-based namespaces', 'guide/namespaces#function-based-namespaces'],
          ['Class-based namespaces', 'guide/namespaces#class-based-namespaces'],
          ['Catch-all namespaces', 'guide/namespaces#catch-all-namespaces'],
          ['User sessions', 'guide/sessions'],
          ['Cross-origin controls', 'guide/cors'],
          ['Monitoring and administration', 'frameworks/admin'],
          ['Debugging and troubleshooting', 'guide/logging'],
          ['Concurrency and web server integration', 'guide/server#concurrency', ownServer],
          ['Standard modes', undefined, ownServer],
          ['Asyncio modes', undefined, ownServer],
        ],
      },
      {
        title: 'Deployment strategies',
        page: 'deployment/index',
        sections: [
          ['Gunicorn', 'deployment/processes', noWorkerModel],
          ['Uvicorn (and other ASGI web servers)', 'guide/server#running-the-server', ownServer],
          ['Hypercorn, Daphne, and other ASGI servers', 'guide/server#running-the-server', ownServer],
          ['Aiohttp', 'frameworks/express', noFramework],
          ['Gevent', 'deployment/processes', noWorkerModel],
          ['Gevent with Gunicorn', 'deployment/processes', noWorkerModel],
          ['Gevent with uWSGI', 'deployment/processes', noWorkerModel],
          ['Tornado', 'frameworks/fastify', noFramework],
          ['Eventlet', 'deployment/processes', noWorkerModel],
          ['Eventlet with Gunicorn', 'deployment/processes', noWorkerModel],
          ['Sanic', 'frameworks/koa', noFramework],
          ['Using a message queue', 'cluster/message-queues'],
          ['Redis', 'cluster/message-queues#redis'],
          ['Kombu', 'cluster/message-queues#rabbitmq', 'For RabbitMQ. Other queues: write an adapter.'],
          ['Kafka', 'cluster/message-queues#kafka'],
          ['AioPika', 'cluster/message-queues#rabbitmq'],
          ['Horizontal scaling', 'cluster/scaling'],
          ['Emitting from external processes', 'cluster/emitting-from-elsewhere'],
        ],
      },
      { title: 'API reference', page: 'reference/api/index' },
    ],
  },
  {
    name: 'python-socketio 4.4',
    chapters: [
      {
        title: 'Getting started',
        page: 'guide/getting-started',
        sections: [
          ['What is Socket.IO?', 'guide/getting-started#what-is-socket-io'],
          ['Client examples', 'guide/getting-started#the-first-client'],
          ['Client features', 'guide/getting-started#what-the-client-can-do'],
          ['Server examples', 'guide/getting-started#the-first-server'],
          ['Server features', 'guide/getting-started#what-the-server-can-do'],
        ],
      },
      {
        title: 'The Socket.IO client',
        page: 'guide/client',
        sections: [
          ['Installation', 'guide/client#installation'],
          ['Creating a client instance', 'guide/client#creating-a-client'],
          ['Defining event handlers', 'guide/client#defining-event-handlers'],
          ['Connecting to a server', 'guide/client#connecting-to-a-server'],
          ['Emitting events', 'guide/client#emitting-events'],
          ['Event callbacks', 'guide/client#event-callbacks'],
          ['Namespaces', 'guide/client#namespaces'],
          ['Class-based namespaces', 'guide/client#class-based-namespaces'],
          ['Disconnecting from the server', 'guide/client#disconnecting'],
          ['Managing background tasks', 'guide/client#background-tasks'],
        ],
      },
      {
        title: 'The Socket.IO server',
        page: 'guide/server',
        sections: [
          ['Installation', 'guide/server#installation'],
          ['Creating a server instance', 'guide/server#creating-a-server'],
          ['Serving static files', 'guide/static-files'],
          ['Defining event handlers', 'guide/events#listening-to-events'],
          ['Emitting events', 'guide/events#emitting-events-to-clients'],
          ['Event callbacks', 'guide/acknowledgements#asking-a-client'],
          ['Namespaces', 'guide/namespaces'],
          ['Class-based namespaces', 'guide/namespaces#class-based-namespaces'],
          ['Rooms', 'guide/rooms'],
          ['User sessions', 'guide/sessions'],
          ['Using a message queue', 'cluster/message-queues'],
          ['Redis', 'cluster/message-queues#redis'],
          ['Kombu', 'cluster/message-queues#rabbitmq', 'For RabbitMQ. Other queues: write an adapter.'],
          ['Kafka', 'cluster/message-queues#kafka'],
          ['AioPika', 'cluster/message-queues#rabbitmq'],
          ['Emitting from external processes', 'cluster/emitting-from-elsewhere'],
        ],
      },
      {
        title: 'Deployment strategies',
        page: 'deployment/index',
        sections: [
          ['Aiohttp', 'frameworks/express', noFramework],
          ['Tornado', 'frameworks/fastify', noFramework],
          ['Sanic', 'frameworks/koa', noFramework],
          ['Uvicorn, Daphne, and other ASGI servers', 'guide/server#running-the-server', ownServer],
          ['Eventlet', 'deployment/processes', noWorkerModel],
          ['Eventlet with Gunicorn', 'deployment/processes', noWorkerModel],
          ['Gevent', 'deployment/processes', noWorkerModel],
          ['Gevent with Gunicorn', 'deployment/processes', noWorkerModel],
          ['Gevent with uWSGI', 'deployment/processes', noWorkerModel],
          ['Standard threads', undefined, 'Node runs handlers on one event loop, not on threads.'],
          ['Scalability notes', 'cluster/scaling'],
          ['Cross-origin controls', 'guide/cors'],
        ],
      },
      {
        title: 'API reference',
        page: 'reference/api/index',
        sections: [
          ['Client class', 'reference/api/socketio-client/classes/Client'],
          ['AsyncClient class', 'reference/api/socketio-client/classes/Client', oneVariant],
          ['Server class', 'reference/api/socketio-server/classes/Server'],
          ['AsyncServer class', 'reference/api/socketio-server/classes/Server', oneVariant],
          ['ConnectionRefusedError class', 'reference/errors#connectionrefusederror'],
          ['WSGIApp class', 'guide/server#beside-your-own-http-server', 'attach() and handleRequest() of Server.'],
          ['ASGIApp class', 'guide/server#beside-your-own-http-server', 'attach() and handleRequest() of Server.'],
          ['Middleware class (deprecated)', 'guide/server#beside-your-own-http-server', 'attach() of Server.'],
          ['ClientNamespace class', 'reference/api/socketio-client/classes/ClientNamespace'],
          ['Namespace class', 'reference/api/socketio-server/classes/Namespace'],
          ['AsyncClientNamespace class', 'reference/api/socketio-client/classes/ClientNamespace', oneVariant],
          ['AsyncNamespace class', 'reference/api/socketio-server/classes/Namespace', oneVariant],
          ['BaseManager class', 'reference/api/socketio-adapter/classes/Manager'],
          ['PubSubManager class', 'reference/api/socketio-adapter/classes/PubSubManager'],
          ['KombuManager class', 'reference/api/adapter-amqp/classes/AmqpManager'],
          ['RedisManager class', 'reference/api/adapter-redis/classes/RedisManager'],
          ['KafkaManager class', 'reference/api/adapter-kafka/classes/KafkaManager'],
          ['AsyncManager class', 'reference/api/socketio-adapter/classes/Manager', oneVariant],
          ['AsyncRedisManager class', 'reference/api/adapter-redis/classes/RedisManager', oneVariant],
          ['AsyncAioPikaManager class', 'reference/api/adapter-amqp/classes/AmqpManager', oneVariant],
        ],
      },
    ],
  },
  {
    name: 'python-socketio 1',
    chapters: [
      {
        title: 'Socketio documentation',
        page: 'guide/getting-started',
        sections: [
          ['What is Socket.IO?', 'guide/getting-started#what-is-socket-io'],
          ['Getting started', 'guide/getting-started#the-first-server'],
          ['Server', 'guide/server'],
          ['Rooms', 'guide/rooms'],
          ['Responses', 'guide/acknowledgements#acknowledging-events'],
          ['Callbacks', 'guide/acknowledgements#asking-a-client'],
          ['Namespaces', 'guide/namespaces'],
          ['Class-based namespaces', 'guide/namespaces#class-based-namespaces'],
        ],
      },
      {
        title: 'Using a message queue',
        page: 'cluster/message-queues',
        sections: [
          ['Kombu', 'cluster/message-queues#rabbitmq', 'For RabbitMQ. Other queues: write an adapter.'],
          ['Redis', 'cluster/message-queues#redis'],
          ['Horizontal scaling', 'cluster/scaling'],
          ['Emitting from external processes', 'cluster/emitting-from-elsewhere'],
        ],
      },
      {
        title: 'Deployment',
        page: 'deployment/index',
        sections: [
          ['Sanic', 'frameworks/koa', noFramework],
          ['aiohttp', 'frameworks/express', noFramework],
          ['Eventlet', 'deployment/processes', noWorkerModel],
          ['Gevent', 'deployment/processes', noWorkerModel],
          ['Gevent with uWSGI', 'deployment/processes', noWorkerModel],
          ['Standard Threading Library', undefined, 'Node runs handlers on one event loop, not on threads.'],
          ['Multi-process deployments', 'deployment/processes'],
        ],
      },
      {
        title: 'API reference',
        page: 'reference/api/index',
        sections: [
          ['Middleware', 'guide/server#beside-your-own-http-server', 'attach() and handleRequest() of Server.'],
          ['Server', 'reference/api/socketio-server/classes/Server'],
          ['Namespace', 'reference/api/socketio-server/classes/Namespace'],
          ['BaseManager', 'reference/api/socketio-adapter/classes/Manager'],
          ['PubSubManager', 'reference/api/socketio-adapter/classes/PubSubManager'],
          ['KombuManager', 'reference/api/adapter-amqp/classes/AmqpManager'],
          ['RedisManager', 'reference/api/adapter-redis/classes/RedisManager'],
        ],
      },
    ],
  },
  {
    name: 'Flask-SocketIO 5.0',
    chapters: [
      { title: 'Installation', page: 'frameworks/application#installing' },
      {
        title: 'Requirements',
        page: 'frameworks/application#requirements',
        sections: [['eventlet, gevent, Werkzeug', undefined, noWorkerModel]],
      },
      { title: 'Version compatibility', page: 'reference/protocols' },
      { title: 'Initialization', page: 'frameworks/application#starting' },
      { title: 'Receiving messages', page: 'frameworks/application#receiving-events' },
      { title: 'Sending messages', page: 'frameworks/application#sending-events' },
      { title: 'Broadcasting', page: 'frameworks/application#broadcasting' },
      { title: 'Rooms', page: 'frameworks/application#rooms' },
      { title: 'Connection events', page: 'frameworks/application#connecting-and-disconnecting' },
      { title: 'Class-based namespaces', page: 'frameworks/application#class-based-namespaces' },
      { title: 'Error handling', page: 'frameworks/application#errors' },
      { title: 'Debugging and troubleshooting', page: 'frameworks/application#logging' },
      { title: "Access to Flask's context globals", page: 'frameworks/application#the-context' },
      {
        title: 'Authentication',
        page: 'frameworks/application#authentication',
        sections: [['Using Flask-Login with Flask-SocketIO', 'frameworks/express#logging-in-with-passport']],
      },
      {
        title: 'Deployment',
        page: 'deployment/index',
        sections: [
          ['Embedded server', 'frameworks/application#starting', 'io.run(app)'],
          ['Gunicorn web server', 'deployment/processes', noWorkerModel],
          ['uWSGI web server', 'deployment/processes', noWorkerModel],
          ['Using nginx as a WebSocket reverse proxy', 'deployment/nginx'],
          ['Using multiple workers', 'deployment/processes'],
          ['Emitting from an external process', 'cluster/emitting-from-elsewhere'],
        ],
      },
      {
        title: 'Cross-origin controls',
        page: 'frameworks/application#cross-origin-requests',
        sections: [['Upgrading to Flask-SocketIO 5.x from the 4.x releases', 'migration/from-older-clients']],
      },
      {
        title: 'API reference',
        page: 'reference/api/index',
        sections: [
          ['SocketIO', 'reference/api/socketio-app/classes/SocketIO'],
          ['emit', 'reference/api/socketio-app/functions/emit'],
          ['send', 'reference/api/socketio-app/functions/send'],
          ['join_room', 'reference/api/socketio-app/functions/joinRoom'],
          ['leave_room', 'reference/api/socketio-app/functions/leaveRoom'],
          ['close_room', 'reference/api/socketio-app/functions/closeRoom'],
          ['rooms', 'reference/api/socketio-app/functions/rooms'],
          ['disconnect', 'reference/api/socketio-app/functions/disconnect'],
          ['Namespace', 'reference/api/socketio-app/classes/Namespace'],
          ['SocketIOTestClient', 'reference/api/socketio-testing/classes/TestClient'],
        ],
      },
    ],
  },
];

/** All pages that the list names, each once. */
export function namedPages(): string[] {
  const pages = documents.flatMap(({ chapters }) =>
    chapters.flatMap(({ page, sections = [] }) => [page, ...sections.map(([, where]) => where)]),
  );
  return [...new Set(pages.filter((page) => page !== undefined))];
}
