"""Checks an upload with Yanbiao before it is stored. Needs Python 3.9 and nothing else.

    python3 check.py photo.jpg [yes|no]
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

SERVICE = os.environ.get("YANBIAO_URL", "http://127.0.0.1:8750")
TOKEN = os.environ.get("YANBIAO_TOKEN")


def check(picture: bytes, declared: str = "", tries: int = 3):
    """The report, or None when there is no verdict."""
    query = urllib.parse.urlencode({"role": "platform", "declared": declared})
    request = urllib.request.Request(f"{SERVICE}/v1/check?{query}", data=picture)
    request.add_header("Content-Type", "application/octet-stream")
    if TOKEN:
        request.add_header("Authorization", f"Bearer {TOKEN}")
    for left in reversed(range(tries)):
        try:
            with urllib.request.urlopen(request, timeout=40) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code != 503 or left == 0:
                return None
            time.sleep(float(error.headers.get("Retry-After", 1)))
        except (urllib.error.URLError, TimeoutError):
            return None
    return None


def main() -> int:
    with open(sys.argv[1], "rb") as file:
        report = check(file.read(), *sys.argv[2:3])
    if report is None:
        print("no verdict: this example holds the upload back")
        return 3
    disposition = report["disposition"]
    print(report["verdict"]["outcome"], disposition["state"], ",".join(disposition["actions"]))
    if disposition["notice"]:
        print(disposition["notice"]["zh"])
    return report["verdict"]["exit_code"]


if __name__ == "__main__":
    sys.exit(main())
