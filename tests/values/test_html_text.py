"""HTML as text (the ``message`` of case-log entries)."""

import pytest

from fake_itop.values.html import log_entry_html, log_entry_text, store_html, text_to_html, to_text

RULER = "-" * 63


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<p>a</p><p></p><p>b</p>", "a\n\nb"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<div>a</div>b", "a\nb"),
        ("<p>a</p>text<p>b</p>", "a\n\ntext\n\nb"),
        ("<h1>T</h1><h2>U</h2>text", "T\n\nU\n\ntext"),
        ("<p>a</p><hr>b", f"a\n\n{RULER}\nb"),
        ("<hr>", RULER),
    ],
)
def test_blocks_stand_apart(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one\r\n\n two</p>", "one two"),
        ("<p>a\t b</p>", "a b"),
        ("<p>  a  </p>", "a"),
        ("<p>c \xa0 d</p>", "c d"),
        ("<p>\xa0</p>", ""),
        ("<p>a\u200cb</p>", "ab"),
    ],
)
def test_blanks_run_together(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"), [("<p>a<br>b</p>", "a\nb"), ("<p>a<br></p>", "a"), ("<p>a<br>\nb</p>", "a\nb"), ("<br><br>", "")]
)
def test_line_breaks_break_lines(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>x</p><ul><li>a</li><li>b</li></ul>", "x\n\n- a\n- b"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1\t2\n3"),
        ("<blockquote>q</blockquote>", "> q"),
        ("<blockquote><p>a</p><blockquote>b</blockquote></blockquote>", "> a\n>\n>> b"),
        ("<pre>a\n  b</pre>", "a\n  b"),
    ],
)
def test_structures_are_drawn(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="https://x.example">l</a>', "[l](https://x.example)"),
        ('<a href="https://x.example">x.example</a>', "x.example"),
        ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example"),
        ('<a href="https://x.example"></a>', "https://x.example"),
        ('<a href="https://x.example" title="t"></a>', "[t](https://x.example)"),
        ('<a href="https://x.example"><img alt="i"></a>', "[i](https://x.example)"),
        ('<a name="n">l</a>', "[l]"),
        ("<a>l</a>", "l"),
        ('<a href="https://x.example">l</a> <h1>T</h1>', "[l](https://x.example)\n\nT"),
    ],
)
def test_links_show_where_they_lead(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"), [('<img alt="a" title="t">', "[t]"), ('<img alt="a">', "[a]"), ("<img>", "")]
)
def test_images_show_their_title(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize("html", ["", "<style>x</style>", "<!-- x -->", "<?php x ?>", log_entry_html("")])
def test_the_invisible_is_no_text(html: str) -> None:
    assert to_text(html) == ""


def test_endless_nesting_is_read_to_its_limit() -> None:
    assert to_text("<p>x</p>" + "<blockquote>" * 10_000).startswith("x")


def test_a_text_entry_is_shown_as_it_was_written() -> None:
    assert text_to_html("<b>hi</b> & x\ny\r\n'z'") == "&lt;b&gt;hi&lt;/b&gt; &amp; x<br/>y<br/>&#039;z&#039;"


def test_an_html_entry_has_two_sides() -> None:
    html = log_entry_html("a &lt;b&gt; &amp; c<script>x</script>")

    assert (html, log_entry_text(html)) == ("<p>a &lt;b&gt; &amp; c</p>", "a <b> & c")


def test_no_value_stays_none() -> None:
    assert store_html("") == ""
