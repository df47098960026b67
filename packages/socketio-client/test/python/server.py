"""A server of python-socketio on aiohttp. Prints its port; ends when its input does."""
import asyncio
import sys

import socketio
from aiohttp import web

sio = socketio.AsyncServer(async_mode='aiohttp', ping_interval=1, ping_timeout=5, transports=sys.argv[1].split(','))


@sio.event
async def connect(sid, environ, auth):
    if auth and auth.get('refuse'):
        raise socketio.exceptions.ConnectionRefusedError('not today', {'code': 7})


@sio.event
async def echo(sid, *args):
    return args


@sio.event
async def ask_me(sid, *args):
    return await sio.call('question', args, to=sid)


@sio.event
async def burst(sid, count):
    for n in range(count):
        await sio.emit('n', n, to=sid)


@sio.event
async def leave(sid):
    await sio.disconnect(sid)


@sio.on('who', namespace='/chat')
async def who(sid):
    return sid


async def main():
    app = web.Application()
    sio.attach(app)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, '127.0.0.1', int(sys.argv[2]))
    await site.start()
    print(site._server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
