/** The part of `engine.io-client` 3 that the tests use; it brings no types of its own. */
declare module 'engine.io-client-3' {
  interface Client {
    readonly id: string;
    readonly transport: { readonly name: string };
    binaryType: string;
    on(event: string, listener: (...args: never[]) => void): this;
    send(data: string | Buffer | ArrayBuffer): void;
    close(): void;
  }
  export default function connect(url: string, options?: Record<string, unknown>): Client;
}
