const OPTION_NAMES: ReadonlySet<string> = new Set([
  'to',
  'room',
  'sid',
  'skipSid',
  'namespace',
  'callback',
  'ignoreQueue',
]);
const developing = process.env['NODE_ENV'] !== 'production';
let warned = false;

/** `emit('x', { to: 'room' })` sends that object to everyone. Who writes it probably meant something else: say so, once. */
export function warnOfMisplacedOptions(data: unknown): void {
  if (!developing || warned || typeof data !== 'object' || data === null || Array.isArray(data)) return;
  const names = Object.keys(data);
  if (names.length === 0 || !names.every((name) => OPTION_NAMES.has(name))) return;
  warned = true;
  process.emitWarning(
    `emit(event, { ${names.join(', ')} }) sends this object as data, to everyone. Options come third: emit(event, data, options)`,
    { type: 'SocketIOWarning', code: 'SOCKETIO_MISPLACED_OPTIONS' },
  );
}
