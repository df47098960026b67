export { type Admin, instrument } from './instrument.js';
export type { Credentials, CredentialsCheck, InstrumentOptions } from './options.js';
export { hashPassword } from './password.js';
export { serveUi } from './ui-files.js';
