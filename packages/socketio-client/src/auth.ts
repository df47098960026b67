/** What goes into CONNECT: the application's value, asked for anew if it is a function, and what a recovery needs. */
export async function resolveAuth(auth: unknown, recovery: unknown): Promise<unknown> {
  const value: unknown = typeof auth === 'function' ? await auth() : auth;
  return recovery ? { ...(value as object), ...(recovery as object) } : (value ?? undefined);
}
