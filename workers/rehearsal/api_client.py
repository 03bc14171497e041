"""A person at the public API: logs in like a browser, sends JSON, uploads by tus."""

import base64
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

CHUNK = 8 * 1024 * 1024


class Refused(RuntimeError):
    """The installation refused a request; the message is its own sentence with code and address."""


class TookTooLong(RuntimeError):
    """What was waited for did not happen in time."""


class ApiClient:
    """One logged-in person."""

    def __init__(self, address: str, *, email: str, password: str) -> None:
        self._http = httpx.Client(base_url=address, timeout=60.0, headers={"Referer": address})
        self._log_in(email, password)

    def __enter__(self) -> "ApiClient":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        return self._send("GET", path, params=query)

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        return self._send("POST", path, json=body or {})

    def fetch(self, url: str) -> bytes:
        """Return the bytes at a media address."""
        answer = self._http.get(url)
        if answer.status_code != 200:
            raise Refused(f"{url} answered {answer.status_code}")
        return answer.content

    def wait(self, look: Callable[[], Any], *, seconds: float, waiting_for: str) -> Any:
        """Call ``look`` until it returns something; raise ``TookTooLong`` after ``seconds``."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = look()
            if found:
                return found
            time.sleep(0.3)
        raise TookTooLong(f"Waited {seconds:.0f} s for {waiting_for}.")

    def upload(self, path: Path, *, film: str) -> str:
        """Send the file by tus and return the upload's id."""
        metadata = {"filename": path.name, "film": film}
        encoded = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in metadata.items())
        size = path.stat().st_size
        tus = {"Tus-Resumable": "1.0.0", **self._csrf()}
        made = self._http.post(
            "/api/v1/uploads", headers={**tus, "Upload-Length": str(size), "Upload-Metadata": encoded}
        )
        self._check(made)
        location = made.headers["Location"]
        with path.open("rb") as file:
            offset = 0
            while chunk := file.read(CHUNK):
                headers = {**tus, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
                self._check(self._http.patch(location, headers=headers, content=chunk))
                offset += len(chunk)
        return location.rstrip("/").rsplit("/", 1)[-1]

    def _log_in(self, email: str, password: str) -> None:
        self._http.get("/accounts/login/")
        form = {"login": email, "password": password, "csrfmiddlewaretoken": self._http.cookies.get("csrftoken") or ""}
        answer = self._http.post("/accounts/login/", data=form)
        if answer.status_code not in {302, 200} or "sessionid" not in self._http.cookies:
            raise Refused(f"{email} could not log in; give other people with --archivist and --curator.")

    def _csrf(self) -> dict[str, str]:
        return {"X-CSRFToken": self._http.cookies.get("csrftoken") or ""}

    def _send(self, method: str, path: str, **options: Any) -> Any:
        answer = self._http.request(method, f"/api/v1{path}", headers=self._csrf(), **options)
        self._check(answer)
        return answer.json() if answer.content else None

    def _check(self, answer: httpx.Response) -> None:
        if answer.is_success:
            return
        is_problem = "json" in answer.headers.get("Content-Type", "")
        problem = answer.json() if is_problem else {}
        detail = problem.get("detail", f"status {answer.status_code}")
        faults = "; ".join(f"{fault.get('field')}: {fault.get('message')}" for fault in problem.get("errors", []))
        raise Refused(f"{answer.request.method} {answer.request.url.path}: {detail} {faults}".strip())
