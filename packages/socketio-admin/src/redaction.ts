/** What stands in the place of what nobody should read over an administrator's shoulder. */
export const HIDDEN = '(hidden)';

const SECRET_PART =
  /cookie|authori[sz]|auth(?!or)|token|secret|passw|passphrase|passcode|pass$|credential|(?:api|access|private|signing|encryption|master)[-_ ]?key|session|signature|jwt/i;
const SECRET_WORD = /^(?:pwd?|pass|pin|t?otp|mfa|ssn|creds?|bearer|private|cv[cv]|[cx]srf)$/;
/** These carry secrets in URLs only. */
const SECRET_PARAMETER = /^(?:key|code|sid|pid|sig)$/i;
/** Clients that can set no header hand their token over as a protocol. */
const SECRET_HEADER = /^sec-websocket-protocol$/i;
/** URLs within URLs, and so on. */
const DEEPEST = 4;

/** Whether values of that name are not shown. */
export function isSecret(name: string): boolean {
  return SECRET_PART.test(name) || wordsOf(name).some((word) => SECRET_WORD.test(word));
}

/** A text without what is secret in the URLs in it: passwords, and the values of secret parameters, before `#` and behind. */
export function withoutSecrets(text: string, depth = 0): string {
  const shown = text.replace(/\/\/[^/?#@\s]*@/g, `//${HIDDEN}@`);
  const start = shown.search(/[?#]/);
  if (start === -1 || depth >= DEEPEST) return start === -1 ? shown : shown.slice(0, start + 1) + HIDDEN;
  const parameters = shown.slice(start).split(/([?#&;])/);
  return shown.slice(0, start) + parameters.map((parameter) => withoutSecret(parameter, depth)).join('');
}

function withoutSecret(parameter: string, depth: number): string {
  const equals = parameter.indexOf('=');
  if (equals === -1) return parameter;
  const name = parameter.slice(0, equals);
  if (isSecretParameter(decoded(name))) return `${name}=${HIDDEN}`;
  const value = decoded(parameter.slice(equals + 1));
  const shown = withoutSecrets(value, depth + 1);
  return shown === value ? parameter : `${name}=${encodeURIComponent(shown)}`;
}

/** Header fields or parameters without the values of the secret ones. */
export function redacted(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shown = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shown);
    return typeof value === 'string' ? withoutSecrets(value) : value;
  };
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      isSecretParameter(name) || SECRET_HEADER.test(name) ? HIDDEN : shown(value),
    ]),
  );
}

function isSecretParameter(name: string): boolean {
  return isSecret(name) || SECRET_PARAMETER.test(name);
}

/** The words of a name that is written in any of the usual ways. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
