/** What stands in the place of what nobody should read over an administrator's shoulder. */
export const HIDDEN = '(hidden)';

const SECRET_PART =
  /cookie|authori[sz]|auth(?!or)|token|secret|passw|passphrase|credential|api[-_]?key|private[-_]?key|session|signature|jwt/i;
const SECRET_NAME = /^(pwd|pass|pin)$/i;
/** These carry secrets in URLs only. */
const SECRET_PARAMETER = /^(key|code|sid|pid)$/i;

/** Whether values of that name are not shown. */
export function isSecret(name: string): boolean {
  return SECRET_PART.test(name) || SECRET_NAME.test(name);
}

/** A URL without the values of its secret parameters. */
export function withoutSecrets(url: string): string {
  const start = url.indexOf('?') + 1;
  if (start === 0) return url;
  const parameters = url
    .slice(start)
    .split('&')
    .map((parameter) => {
      const [name = ''] = parameter.split('=', 1);
      return isSecretParameter(decoded(name)) ? `${name}=${HIDDEN}` : parameter;
    });
  return url.slice(0, start) + parameters.join('&');
}

/** Header fields or parameters without the values of the secret ones. */
export function redacted(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (isSecretParameter(name)) return [name, HIDDEN];
      return [name, name === 'referer' && typeof value === 'string' ? withoutSecrets(value) : value];
    }),
  );
}

function isSecretParameter(name: string): boolean {
  return isSecret(name) || SECRET_PARAMETER.test(name);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
