// What a CommonJS application does first: listen, on two ports even, meet a client, use its session, and end.
const { Client } = require('@x/socketio-client');
const { Server } = require('@x/socketio-server');

async function main() {
  const sio = new Server();
  sio.on('rename', (sid, name) =>
    sio.session(sid, (session) => {
      session.name = name;
    }),
  );
  sio.on('name', async (sid) => (await sio.getSession(sid)).name);
  const names = [];
  for (const name of ['ann', 'bob']) {
    const { port } = await sio.listen(0, '127.0.0.1');
    const client = new Client();
    await client.connect(`http://127.0.0.1:${port}`);
    await client.call('rename', name);
    names.push(await client.call('name'));
    await client.disconnect();
  }
  await sio.shutdown();
  console.log(JSON.stringify(names));
}

main();
