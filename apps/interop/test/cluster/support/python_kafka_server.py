"""A python-socketio server in a cluster on Kafka, for polling clients. POST /do {"do": ..., ...} tells it what to do."""
import json
import sys
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import socketio


class KafkaManager(socketio.KafkaManager):
    """The one of python-socketio hands text to a producer that wants bytes."""

    def _publish(self, data):
        self.producer.send(self.channel, value=self.json.dumps(data).encode())
        self.producer.flush()


url, channel = sys.argv[1:3]
sio = socketio.Server(async_mode="threading", client_manager=KafkaManager(url, channel=channel))
socketio_app = socketio.WSGIApp(sio)
ACTIONS = {"emit": sio.emit, "enter_room": sio.enter_room, "disconnect": sio.disconnect}


@sio.event
def connect(sid, environ, auth):
    pass


def app(environ, start_response):
    if environ["PATH_INFO"] != "/do":
        return socketio_app(environ, start_response)
    order = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    ACTIONS[order.pop("do")](**order)
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b'{"result": null}']


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


server = make_server("127.0.0.1", 0, app, server_class=Threads, handler_class=Quiet)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
# The parent closes this pipe when it goes, whatever the reason.
sys.stdin.read()
