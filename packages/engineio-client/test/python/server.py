"""An echo server of python-engineio on aiohttp. Prints its port; ends when its input does."""
import asyncio
import sys

import engineio
from aiohttp import web

engine = engineio.AsyncServer(async_mode='aiohttp', ping_interval=1, ping_timeout=5, transports=sys.argv[1].split(','))


@engine.on('connect')
async def connect(sid, environ):
    if 'refuse' in environ['QUERY_STRING']:
        return {'why': 'not today'}


@engine.on('message')
async def message(sid, data):
    if data == 'bye':
        await engine.disconnect(sid)
    elif data == 'burst':
        for n in range(100):
            await engine.send(sid, f'n{n}')
    else:
        await engine.send(sid, data)


async def main():
    app = web.Application()
    engine.attach(app)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, '127.0.0.1', 0)
    await site.start()
    print(site._server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
