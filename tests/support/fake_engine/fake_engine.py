#!/usr/bin/env python3
"""A made-up inference server that speaks HTTP and vLLM's metrics, for tests.

Prints "listening http://127.0.0.1:PORT" and serves until its standard input ends. Nothing in it moves by itself:
counters change when a test says so, over HTTP as well.

  /_set?key=value&...   changes the scenario, see SCENARIO below; answers with all of it
  /_serve?requests=N    N requests have finished; see SERVED below
  /_reset               the process has started anew: counters from 0, a later start time
  /metrics /version /health /v1/models
  /v1/chat/completions  (POST) streams `tokens` tokens as Server-Sent Events
"""

import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

SCENARIO = {
    "names": "new",        # new: today's; old: before the renaming in 0.9 and 0.11; future: renamed once more
    "version": "0.11.0",   # of /version; empty: 404
    "models": "llama-3.1-8b",  # several with commas
    "engines": "1",        # engine cores of the process, each with its own series
    "running": "0", "waiting": "0", "kv": "0.25",  # levels, of each engine core and model
    "frozen": "0",         # 1: the step counter stands still
    "sleep": "none",       # none: no such series; awake, weights_offloaded, discard_all
    "body": "good",        # good, json, html, empty, huge, cut, garbage, foreign, slow, hang, close
    "status": "200",       # of /metrics
    "health": "200",       # of /health
    "gzip": "0",
    "first_ms": "0",       # until a completion's first token
    "token_ms": "0",       # between tokens
    "tokens": "8",         # of a completion
    "chat": "good",        # good, error (500), cut (breaks off after half of the tokens), stall (sends no end)
}
SERVED = {"requests": "1", "failed": "0", "aborted": "0", "prompt": "10", "tokens": "20", "hits": "4", "steps": "5",
          "preemptions": "0", "ttft": "0.05", "itl": "0.02", "e2e": "0.7", "queue": "0.3"}

TTFT = [.001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1., 2.5, 5., 7.5, 10., 20., 40., 80., 160., 640., 2560.]
ITL = [.01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1., 2.5, 5., 7.5, 10., 20., 40., 80.]
REQUEST = [.3, .5, .8, 1., 1.5, 2., 2.5, 5., 10., 15., 20., 30., 40., 50., 60., 120., 240., 480., 960., 1920., 7680.]
STEP_TOKENS = [1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384]

# What is called differently in other versions.
OLD = {"vllm:kv_cache_usage_perc": "vllm:gpu_cache_usage_perc",
       "vllm:prefix_cache_queries": "vllm:gpu_prefix_cache_queries",
       "vllm:prefix_cache_hits": "vllm:gpu_prefix_cache_hits",
       "vllm:inter_token_latency_seconds": "vllm:time_per_output_token_seconds"}
FUTURE = {"vllm:num_requests_running": "vllm:requests_in_flight",
          "vllm:kv_cache_usage_perc": "vllm:cache_pressure_ratio"}


class Engine:
    """The counters of all models and engine cores together."""

    def __init__(self):
        self.lock = threading.Lock()
        self.scenario = dict(SCENARIO)
        self.start = 1_700_000_000.25
        self.reset()

    def reset(self):
        self.start += 60
        self.totals = dict.fromkeys(["ok", "failed", "aborted", "prompt", "tokens", "hits", "queries", "steps",
                                     "preemptions"], 0.0)
        self.values = {"ttft": [], "itl": [], "e2e": [], "queue": []}

    def serve(self, changes):
        served = {key: float(changes.get(key, default)) for key, default in SERVED.items()}
        count = int(served["requests"])
        self.totals["ok"] += count
        for key in ("failed", "aborted", "preemptions"):
            self.totals[key] += served[key]
        for key in ("prompt", "tokens", "hits"):
            self.totals[key] += count * served[key]
        self.totals["queries"] += count * served["prompt"]
        if self.scenario["frozen"] != "1":
            self.totals["steps"] += served["steps"]
        for key in self.values:
            self.values[key] += [served[key]] * count

    def metrics(self):
        renamed = {"old": OLD, "future": FUTURE}.get(self.scenario["names"], {})
        lines = []

        def family(name, kind, rows, suffix=""):
            name = renamed.get(name, name)
            lines.append(f"# HELP {name} Made up.")
            lines.append(f"# TYPE {name}{suffix} {kind}")
            lines.extend(f"{name}{suffix}{{{labels}}} {float(value)!r}" for labels, value in rows)

        models = [model for model in self.scenario["models"].split(",") if model]
        labels = [f'engine="{engine}",model_name="{model}"' for model in models
                  for engine in range(int(self.scenario["engines"]))]

        def counter(name, key):
            family(name, "counter", [(label, self.totals[key]) for label in labels], "_total")

        def histogram(name, key, bounds):
            name = renamed.get(name, name)
            values = self.values.get(key, [])
            lines.append(f"# HELP {name} Made up.\n# TYPE {name} histogram")
            for label in labels:
                for bound in bounds:
                    count = sum(value <= bound for value in values)
                    lines.append(f'{name}_bucket{{{label},le="{float(bound)!r}"}} {float(count)!r}')
                lines.append(f'{name}_bucket{{{label},le="+Inf"}} {float(len(values))!r}')
                lines.append(f"{name}_count{{{label}}} {float(len(values))!r}")
                lines.append(f"{name}_sum{{{label}}} {sum(values)!r}")

        family("process_start_time_seconds", "gauge", [])
        lines.append(f"process_start_time_seconds {self.start!r}")
        for name, key in (("running", "running"), ("waiting", "waiting")):
            family(f"vllm:num_requests_{name}", "gauge", [(label, self.scenario[key]) for label in labels])
        family("vllm:kv_cache_usage_perc", "gauge", [(label, self.scenario["kv"]) for label in labels])
        counter("vllm:prefix_cache_queries", "queries")
        counter("vllm:prefix_cache_hits", "hits")
        counter("vllm:num_preemptions", "preemptions")
        counter("vllm:prompt_tokens", "prompt")
        counter("vllm:generation_tokens", "tokens")
        family("vllm:request_success", "counter",
               [(f'{label},finished_reason="{reason}"', value) for label in labels for reason, value in (
                   ("stop", self.totals["ok"]), ("length", 0), ("abort", self.totals["aborted"]),
                   ("error", self.totals["failed"]))], "_total")
        steps = "vllm:iteration_tokens_total"
        lines.append(f"# HELP {steps} Made up.\n# TYPE {steps} histogram")
        for label in labels:
            for bound in STEP_TOKENS + ["+Inf"]:
                lines.append(f'{steps}_bucket{{{label},le="{bound}"}} {self.totals["steps"]!r}')
            lines.append(f"{steps}_count{{{label}}} {self.totals['steps']!r}")
            lines.append(f"{steps}_sum{{{label}}} {self.totals['tokens']!r}")
        histogram("vllm:time_to_first_token_seconds", "ttft", TTFT)
        histogram("vllm:inter_token_latency_seconds", "itl", ITL)
        histogram("vllm:e2e_request_latency_seconds", "e2e", REQUEST)
        histogram("vllm:request_queue_time_seconds", "queue", REQUEST)
        if self.scenario["sleep"] != "none":
            family("vllm:engine_sleep_state", "gauge",
                   [(f'{label},sleep_state="{state}"', state == self.scenario["sleep"]) for label in labels
                    for state in ("awake", "weights_offloaded", "discard_all")])
        return "\n".join(lines) + "\n"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    engine = Engine()

    def log_message(self, *arguments):
        pass

    def answer(self, body, kind="text/plain; version=0.0.4; charset=utf-8", status=200):
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        address = urlsplit(self.path)
        arguments = dict(parse_qsl(address.query, keep_blank_values=True))
        engine = self.engine
        with engine.lock:
            if address.path == "/_set":
                engine.scenario.update(arguments)
                return self.answer(json.dumps(engine.scenario), "application/json")
            if address.path == "/_serve":
                engine.serve(arguments)
                return self.answer("served\n")
            if address.path == "/_reset":
                engine.reset()
                return self.answer("reset\n")
            scenario = dict(engine.scenario)
            body = engine.metrics() if address.path == "/metrics" else ""
        if address.path == "/metrics":
            return self.metrics(scenario, body)
        if address.path == "/version" and scenario["version"]:
            return self.answer(json.dumps({"version": scenario["version"]}), "application/json")
        if address.path == "/health":
            return self.answer("", status=int(scenario["health"]))
        if address.path == "/v1/models":
            data = [{"id": model, "object": "model"} for model in scenario["models"].split(",")]
            return self.answer(json.dumps({"object": "list", "data": data}), "application/json")
        return self.answer("not found\n", status=404)

    def metrics(self, scenario, body):
        kind = scenario["body"]
        status = int(scenario["status"])
        if 300 <= status < 400:
            self.send_response(status)
            self.send_header("Location", "file:///etc/passwd")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        if kind == "json":
            return self.answer('[{"gpu": 0, "running": 3}]', "application/json", status)
        if kind == "html":
            return self.answer("<!DOCTYPE html><title>Hello</title>\n", "text/html", status)
        if kind == "empty":
            return self.answer("", status=status)
        if kind == "garbage":
            return self.answer("# HELP a b\n" + "a{b=\"\xff\x00\n" * 100, status=status)
        if kind == "foreign":
            return self.answer("# TYPE python_info gauge\npython_info 1.0\n", status=status)
        if kind == "cut":
            return self.answer(body[:len(body) // 2].rsplit("\n", 1)[0] + "\nvllm:half", status=status)
        if kind == "huge":
            return self.huge()
        if kind == "close":
            self.close_connection = True
            return None
        if kind == "hang":
            # Until the client gives up; never for ever.
            self.connection.settimeout(60)
            try:
                self.connection.recv(1)
            except OSError:
                pass
            self.close_connection = True
            return None
        if kind == "slow":
            return self.slow(body)
        return self.answer(body, status=status)

    def huge(self):
        """100 MB that nobody should take."""
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        chunk = ("# HELP a b\n" + "a 1\n" * 16384).encode()
        try:
            for _ in range(1600):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.close_connection = True

    def slow(self, body):
        """One byte at a time."""
        data = body.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        try:
            for byte in data:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def do_POST(self):
        size = int(self.headers.get("Content-Length", "0"))
        try:
            request = json.loads(self.rfile.read(min(size, 1 << 20)) or b"{}")
        except ValueError:
            return self.answer('{"error": {"message": "not JSON"}}', "application/json", 400)
        with self.engine.lock:
            scenario = dict(self.engine.scenario)
        if not self.path.startswith("/v1/chat/completions") and not self.path.startswith("/v1/completions"):
            return self.answer("not found\n", status=404)
        if scenario["chat"] == "error":
            with self.engine.lock:
                self.engine.totals["failed"] += 1
            return self.answer('{"error": {"message": "made up"}}', "application/json", 500)
        return self.complete(request, scenario)

    def complete(self, request, scenario):
        began = time.monotonic()
        tokens = min(int(scenario["tokens"]), int(request.get("max_tokens") or 1 << 20))
        isStream = bool(request.get("stream"))
        if isStream:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream; charset=utf-8")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
        text = ""
        first = 0.0
        for number in range(tokens):
            time.sleep(float(scenario["token_ms" if number else "first_ms"]) / 1000)
            first = first or time.monotonic() - began
            if scenario["chat"] == "cut" and number >= tokens // 2:
                return None
            text += f" t{number}"
            if isStream:
                self.event({"choices": [{"index": 0, "delta": {"content": f" t{number}"}, "finish_reason": None}]})
        if isStream and scenario["chat"] == "stall":
            self.connection.settimeout(60)
            try:
                self.connection.recv(1)
            except OSError:
                pass
            return None
        with self.engine.lock:
            self.engine.serve({"tokens": tokens, "ttft": first, "e2e": time.monotonic() - began})
        if isStream:
            self.event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            self.wfile.write(b"data: [DONE]\n\n")
            return None
        message = {"role": "assistant", "content": text}
        return self.answer(json.dumps({"object": "chat.completion", "choices": [
            {"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 10, "completion_tokens": tokens}}), "application/json")

    def event(self, content):
        content = {"object": "chat.completion.chunk", "model": "made-up", **content}
        self.wfile.write(b"data: " + json.dumps(content).encode() + b"\n\n")
        self.wfile.flush()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # clients that go away are part of the tests


def main():
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"listening http://127.0.0.1:{server.server_address[1]}", flush=True)
    sys.stdin.read()
    os._exit(0)  # whatever the handlers still do


main()
