"""A bare aiohttp handler that parses the same form and answers the same bytes each time: what HTTP itself costs."""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web


async def serve(answer: bytes) -> None:
    """Serve on a free port, whose number is the one line on stdout."""

    async def handle(request: web.Request) -> web.Response:
        await request.post()
        return web.Response(body=answer, content_type="application/json")

    app = web.Application()
    app.router.add_post("/webservices/rest.php", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1].encode()))
