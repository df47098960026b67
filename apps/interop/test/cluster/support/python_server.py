"""A python-socketio server in a cluster, told what to do over HTTP: POST /do {"do": ..., ...}."""
import asyncio
import base64
import sys

import socketio
from aiohttp import web

broker, url, channel = sys.argv[1:4]
Manager = {"redis": socketio.AsyncRedisManager, "rabbitmq": socketio.AsyncAioPikaManager}[broker]
sio = socketio.AsyncServer(async_mode="aiohttp", client_manager=Manager(url, channel=channel))
disconnected = []


def from_json(value):
    """Bytes come as {"base64": ...}, several arguments as {"tuple": [...]}."""
    if isinstance(value, dict):
        if "base64" in value:
            return base64.b64decode(value["base64"])
        if "tuple" in value:
            return tuple(from_json(item) for item in value["tuple"])
        return {key: from_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [from_json(item) for item in value]
    return value


@sio.event
def connect(sid, environ, auth):
    pass


@sio.event
def disconnect(sid, reason):
    disconnected.append(sid)


@sio.on("whoami")
def whoami(sid):
    return sid


async def emit(event, data=None, **options):
    await sio.emit(event, from_json(data), **options)


async def emit_many(event, count):
    for number in range(count):
        await sio.emit(event, number)


async def ask(event, data=None, **options):
    answers = asyncio.get_running_loop().create_future()
    await sio.emit(event, from_json(data), callback=lambda *args: answers.set_result(args), **options)
    return await asyncio.wait_for(answers, 15)


async def who_left():
    return disconnected


ACTIONS = {
    "emit": emit,
    "emit_many": emit_many,
    "ask": ask,
    "who_left": who_left,
    "enter_room": sio.enter_room,
    "leave_room": sio.leave_room,
    "close_room": sio.close_room,
    "disconnect": sio.disconnect,
}


async def do(request):
    order = await request.json()
    action = ACTIONS[order.pop("do")]
    return web.json_response({"result": await action(**order)})


async def main():
    app = web.Application()
    sio.attach(app)
    app.router.add_post("/do", do)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(site._server.sockets[0].getsockname()[1], flush=True)
    # The parent closes this pipe when it goes, whatever the reason.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
