"""From object storage to Yanbiao and back. Needs Python 3.9 and nothing else.

S3 and MinIO post an event for every object that is stored; this makes a job of each, and takes the results, whose
signature it checks. MinIO: mc event add store/uploads arn:minio:sqs::YANBIAO:webhook --event put

    yanbiao serve --journal journal.sqlite --callback http://127.0.0.1:8760/results --secret-file secret.txt \\
                  --jobs-from http://127.0.0.1:9000/uploads/
    YANBIAO_SECRET=$(cat secret.txt) python3 events.py
"""

import hashlib
import hmac
import json
import os
import sys
import time
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SERVICE = os.environ.get("YANBIAO_URL", "http://127.0.0.1:8750")
SECRET = os.environ["YANBIAO_SECRET"].encode()
BODY_BYTES_MAX = 4 << 20


def is_genuine(signature: str, body: bytes) -> bool:
    """Whether Yanbiao signed this, not long ago."""
    parts = dict(part.split("=", 1) for part in signature.split(",") if "=" in part)
    signed = parts.get("t", "").encode() + b"." + body
    expected = hmac.new(SECRET, signed, hashlib.sha256).hexdigest()
    is_fresh = parts.get("t", "").isdigit() and abs(time.time() - int(parts["t"])) < 300
    return is_fresh and hmac.compare_digest(expected, parts.get("v1", ""))


def add_jobs(event: dict) -> None:
    for record in event.get("Records", []):
        stored = record["s3"]["object"]
        # Keys of events are form-encoded. The same object stored twice is one job per version.
        key = urllib.parse.unquote_plus(stored["key"])
        name = hashlib.sha256(f"{key} {stored.get('eTag', '')} {stored.get('sequencer', '')}".encode()).hexdigest()
        job = json.dumps({"key": key, "id": name, "role": "platform"}).encode()
        request = urllib.request.Request(f"{SERVICE}/v1/jobs", data=job, headers={"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=10).close()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), BODY_BYTES_MAX))
        if self.path == "/events":
            # An error makes the store send the event again; a job that is there already stays as it is.
            add_jobs(json.loads(body))
        elif is_genuine(self.headers.get("Yanbiao-Signature", ""), body):
            result = json.loads(body)
            report = result["report"]
            # The same result may come twice: what you do with it must bear that.
            print(result["job"], report["disposition"]["state"] if report else "no verdict", flush=True)
        else:
            self.send_error(403)
            return
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8760
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
