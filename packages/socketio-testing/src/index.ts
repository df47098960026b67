export { tuple } from '@x/socketio-parser';
export type { RequestOptions } from './environ.js';
export {
  type CallOptions,
  type ConnectOptions,
  type EmitOptions,
  type Received,
  type Rejection,
  TestClient,
  type TestClientOptions,
  testClient,
} from './test-client.js';
