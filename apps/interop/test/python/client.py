"""python-socketio's client against the server of the interop tests: prints what it saw, one JSON value per case.

usage: client.py URL polling|websocket|upgrade
"""

import asyncio
import json
import sys

import socketio
from socketio.exceptions import ConnectionError as Refused

URL, MODE = sys.argv[1:3]
TRANSPORTS = None if MODE == "upgrade" else [MODE]


async def connect(namespace="/", auth=None):
    client = socketio.AsyncClient(reconnection=False)
    await client.connect(URL, transports=TRANSPORTS, namespaces=[namespace], auth=auth, wait_timeout=10)
    return client


def expecting(client, event, namespace="/"):
    future = asyncio.get_running_loop().create_future()
    client.on(event, lambda *args: future.done() or future.set_result(list(args)), namespace=namespace)
    return asyncio.wait_for(future, 20)


async def transport():
    client = await connect()
    while MODE == "upgrade" and client.transport() != "websocket":
        await asyncio.sleep(0.01)
    used = client.transport()
    await client.disconnect()
    return used


async def echo():
    client = await connect()
    answers = [
        await client.call("echo", "hello"),
        await client.call("echo", ("ünï 😀", {"a": [1, None, 2.5]})),
        await client.call("echo"),
        await client.call("echo", [[1, 2]]),
    ]
    await client.disconnect()
    return answers


async def binary():
    client = await connect()
    data = {"name": "a.bin", "parts": [bytes([1, 2]), {"deep": bytes(range(256))}]}
    back = await client.call("echo", data)
    repeated = expecting(client, "repeated")
    await client.emit("repeat", (b"\x00\xff", "text"))
    pushed = await repeated
    await client.disconnect()
    return {"equal": back == data, "pushed": [pushed[0].hex(), pushed[1]]}


async def order():
    client = await connect()
    sent = [i if i % 7 else bytes([i % 256]) for i in range(100)]
    received = []
    complete = asyncio.Event()

    def repeated(value):
        received.append(value)
        if len(received) == len(sent):
            complete.set()

    client.on("repeated", repeated)
    for value in sent:
        await client.emit("repeat", value)
    await asyncio.wait_for(complete.wait(), 20)
    await client.disconnect()
    return received == sent


async def rooms():
    ann, bob, cid = await asyncio.gather(connect(), connect(), connect())
    heard = []
    for name, client in (("ann", ann), ("bob", bob), ("cid", cid)):
        client.on("told", lambda room, text, name=name: heard.append(f"{name} in {room}: {text}"))
    await ann.call("enter", "red")
    await bob.call("enter", "red")
    await cid.call("enter", "blue")
    await ann.call("tell", ("red", "hello"))
    await ann.call("tell", ("blue", "and you"))
    await bob.call("leave", "red")
    await ann.call("tell", ("red", "anybody?"))
    await asyncio.gather(*(client.call("echo", 0) for client in (ann, bob, cid)))
    await asyncio.gather(*(client.disconnect() for client in (ann, bob, cid)))
    return sorted(heard)


async def namespace():
    client = await connect("/chat")
    answer = await client.call("echo", "chat", namespace="/chat")
    sid = client.get_sid("/chat")
    await client.disconnect()
    return {"answer": answer, "own sid": isinstance(sid, str) and sid != client.sid}


async def question():
    client = await connect()
    client.on("question", lambda a, b: (a + 1, b, "x"))
    asked = expecting(client, "answered")
    await client.emit("ask me")
    answered = await asked
    await client.disconnect()
    return [answered[0], answered[1].hex(), answered[2]]


async def rejection():
    client = socketio.AsyncClient(reconnection=False)
    reasons = []
    client.on("connect_error", reasons.append, namespace="/private")
    try:
        await client.connect(URL, transports=TRANSPORTS, namespaces=["/private"], wait_timeout=10)
        reasons.append("accepted")
    except Refused:
        pass
    welcome = await connect("/private", auth={"key": "secret"})
    await welcome.disconnect()
    return reasons


async def unknown_namespace():
    try:
        client = await connect("/nowhere")
    except Refused as error:
        return str(error)
    await client.disconnect()
    return "accepted"


async def server_disconnect():
    client = await connect()
    gone = expecting(client, "disconnect")
    await client.emit("kick me")
    reason = await gone
    await client.disconnect()
    return reason


CASES = [transport, echo, binary, order, rooms, namespace, question, rejection, unknown_namespace, server_disconnect]


async def main():
    for case in CASES:
        try:
            result = await asyncio.wait_for(case(), 30)
        except Exception as error:  # reported to the test, which fails for it
            result = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps({"case": case.__name__, "result": result}), flush=True)


asyncio.run(main())
