/* Lets the page follow what happens, and the focus follow what was asked for. Without it the console is read by reloading. */
(() => {
  "use strict";

  let isAsking = false; // the page is being asked for again
  let askAgain = false;
  let sending = 0; // links and forms under way
  let wasMissed = false;

  const here = () => location.pathname + location.search;

  /* What the server says of a change: the page is asked for, and merged into the one that is there. */
  async function refresh() {
    if (!document.querySelector("#page[data-follow]")) {
      return;
    }
    wasMissed = sending > 0;
    askAgain = isAsking;
    if (isAsking) {
      return;
    }
    isAsking = true;
    try {
      do {
        askAgain = false;
        await htmx.ajax("GET", here(), { target: "#page", select: "#page", swap: "outerMorph", isRefresh: true });
      } while (askAgain);
    } finally {
      isAsking = false;
    }
  }

  function tell(text) {
    const notice = document.createElement("p");
    notice.className = "notice is-error";
    notice.textContent = text;
    const place = document.getElementById("notices") || document.getElementById("main");
    place.replaceChildren(notice);
    notice.scrollIntoView({ block: "center" });
  }

  /* After a refusal to what it says; else to the element that was named, or the first field below it. */
  function focusOn(id) {
    const goal = document.querySelector("#notice.is-error") || document.getElementById(id) || document.getElementById("notice");
    if (goal) {
      const fields = "select, textarea, input:not([type=hidden])";
      const field = goal.matches("[data-first-field]") && goal.parentElement.querySelector(fields);
      (field || goal).focus({ preventScroll: goal.id === "notice" });
    }
  }

  /* The diagram stays at its end, as long as nobody has scrolled away from there. */
  let isAtEnd = true;
  const diagram = () => document.getElementById("diagram");
  const gap = (box) => box.scrollHeight - box.clientHeight - box.scrollTop;

  function toEnd() {
    const box = diagram();
    if (box && isAtEnd) {
      box.scrollTop = box.scrollHeight;
    }
  }

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (!ctx.isRefresh) {
      sending += 1;
      ctx.isSending = true;
      ctx.goal = ctx.sourceElement.dataset.goto;
    }
  });

  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = event.detail;
    isAtEnd = !diagram() || gap(diagram()) < 8;
    if (ctx.isRefresh && ctx.request.action !== here()) {
      event.preventDefault(); // somebody went on meanwhile: this is the page of before
      askAgain = true;
    } else if (!(ctx.response.headers.get("Content-Type") || "").startsWith("text/html")) {
      event.preventDefault(); // a refusal in a line: the page stays, with all that was typed
      tell(ctx.text);
    }
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    toEnd();
    if (ctx.isSending) {
      focusOn(ctx.goal);
    }
  });

  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    if (ctx && !ctx.isRefresh) {
      tell("No answer from the console: it is not known whether it was done. Is fake-itop still running?");
    }
  });

  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (ctx.isSending) {
      sending -= 1;
      if (sending === 0 && wasMissed) {
        refresh();
      }
    }
  });

  /* Only a window that is seen follows: browsers open few connections to one place, and each window would keep one. */
  let changes = null;

  function follow() {
    changes = new EventSource("/events");
    changes.addEventListener("changed", refresh);
    changes.addEventListener("error", () => {
      if (changes.readyState === EventSource.CLOSED) {
        tell("This page no longer follows what happens: reload it, or open the console anew.");
      }
    });
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? changes.close() : follow()));

  toEnd();
  follow();
})();
