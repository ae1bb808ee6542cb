"""Plain text of HTML as iTop 3.1 makes it, each line beside what 3.2 makes of the same."""

import pytest

from fake_itop.values.html import to_text
from fake_itop.values.html.early_text import to_text_before_3_2


@pytest.mark.parametrize(
    ("html", "before", "since"),
    [
        ("<h1>T</h1><h2>U</h2>text", "T\n\nU\ntext", "T\n\nU\n\ntext"),
        ("<blockquote>q</blockquote>", "q", "> q"),
        ("<pre>a\n  b</pre>", "a b", "a\n  b"),
        ("<div>text<p>then</p></div>", "text\nthen", "text\n\nthen"),
        ("<div>text<ul><li>1</li></ul></div>", "text\n- 1", "text\n\n- 1"),
        ("<p>a</p><div>b</div>", "a\nb", "a\n\nb"),
    ],
)
def test_what_differs(html: str, before: str, since: str) -> None:
    assert to_text_before_3_2(html) == before
    assert to_text(html) == since


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<p>a<br>b<br>c</p>", "a\nb\nc"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<p>para</p><ul><li>a</li><li>b</li></ul>", "para\n\n- a\n- b"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1\t2"),
        ('<a href="mailto:a@b.example">m</a>', "[m](mailto:a@b.example)"),
        ('<a href="http://x">x</a>', "x"),
        ('<img src="x" alt="pic">', "[pic]"),
        ("<b>bold <i>both</i></b> &amp; more &lt;", "bold both & more <"),
        ("a &nbsp; b", "a b"),
        ("<style>x</style>y", "y"),
        ("<div>a<hr>b</div>", "a" + "-" * 63 + "\nb"),
    ],
)
def test_what_it_makes(html: str, text: str) -> None:
    assert to_text_before_3_2(html) == text
