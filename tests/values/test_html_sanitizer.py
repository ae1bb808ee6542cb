"""What iTop keeps of HTML (recordings "fact tag …", "fact attribute …", "fact style …", "fact href …")."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_itop.values.html import sanitize
from fake_itop.values.html.sanitizer import ATTRIBUTES

EMPTY_DOCUMENT = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN" "http://www.w3.org/TR/REC-html40/loose.dtd">\n'
    '<?xml encoding="UTF-8"?>\n'
)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("plain", "<p>plain</p>"),
        ("  lead", "<p>lead</p>"),
        ("trail  ", "<p>trail  </p>"),
        ("one\r\ntwo", "<p>one\r\ntwo</p>"),
        ("1 < 2 & 3 > 2", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
        ("\x01x", "<p>x</p>"),
        ("\xa0", "<p>\xa0</p>"),
        ("a<br>b", "<p>a<br>b</p>"),
        ("text<p>para</p>text", "<p>text</p><p>para</p>text"),
    ],
)
def test_text_that_stands_alone_becomes_a_paragraph(text: str, stored: str) -> None:
    assert sanitize(text) == stored


@pytest.mark.parametrize("html", ["", "   ", "<", "</p>"])
def test_nothing_becomes_an_empty_document(html: str) -> None:
    assert sanitize(html) == EMPTY_DOCUMENT


def test_a_head_alone_becomes_a_document_without_body() -> None:
    assert sanitize("<script>x</script>") == EMPTY_DOCUMENT.replace("?>\n", "?><html></html>\n")


def test_instructions_survive_outside_of_the_body() -> None:
    assert sanitize("<?php echo 1 ?>") == EMPTY_DOCUMENT.replace("?>\n", "?><?php echo 1 ?>\n")


@pytest.mark.parametrize("html", ["<foo>bar</foo>", "<iframe src='x'></iframe>", "<input>"])
def test_a_body_may_lose_everything(html: str) -> None:
    assert sanitize(html) == ""


@pytest.mark.parametrize("name", ["script", "style", "form", "h5", "sup", "tfoot", "strike", "custom-tag"])
def test_other_elements_go_with_all_that_is_in_them(name: str) -> None:
    assert sanitize(f"<p>a<{name}>b</{name}></p>") == "<p>a</p>"


def test_comments_go() -> None:
    assert sanitize("<p>a<!-- b --></p>") == "<p>a</p>"


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ('<p class="c" id="i" title="t" onclick="x">a</p>', '<p class="c">a</p>'),
        ('<pre class="c" style="color:red">a</pre>', '<pre class="c">a</pre>'),
        ('<br class="c">', "<br>"),
        ('<a name="n" target="_blank" rel="r" data-role="d">a</a>', '<a name="n" target="_blank" data-role="d">a</a>'),
        ('<img alt="a" width="1" border="1">', '<img alt="a" width="1">'),
        ("<p class>a</p>", "<p class>a</p>"),
    ],
)
def test_each_element_has_its_own_attributes(html: str, stored: str) -> None:
    assert sanitize(html) == stored


@pytest.mark.parametrize(
    ("style", "stored"),
    [
        ("color:red;position:absolute", "color:red"),
        ("color : red ; ", "color : red"),
        ("COLOR:RED", "COLOR:RED"),
        ("font-size:1px;;font-weight:bold;float:left", "font-size:1px;float:left"),
        ("color", "color"),
        ("color:expression(x)", "color:expression(x)"),
    ],
)
def test_styles_keep_some_properties(style: str, stored: str) -> None:
    assert sanitize(f'<p style="{style}">a</p>') == f'<p style="{stored}">a</p>'


@pytest.mark.parametrize("style", ["", ";", "position:absolute", "/*c*/color:red"])
def test_a_style_without_any_goes(style: str) -> None:
    assert sanitize(f'<p style="{style}">a</p>') == "<p>a</p>"


@pytest.mark.parametrize(
    "address",
    ["http://x.example", "HTTPS://X.EXAMPLE", "ftp://x.example", "https://u:p@x.example:80/p#f", "mailto:a@b.example"],
)
def test_links_lead_to_other_sites_and_mailboxes(address: str) -> None:
    assert sanitize(f'<a href="{address}">a</a>') == f'<a href="{address}">a</a>'


@pytest.mark.parametrize(
    "address",
    ["", "/rel", "rel.html", "#a", "//x.example/p", "ftp://x", "tel:+331", "javascript:x", "data:text/html,x", "cid:1"],
)
def test_other_links_lose_their_address(address: str) -> None:
    assert sanitize(f'<a href="{address}">a</a>') == "<a>a</a>"


@pytest.mark.parametrize(
    "address", ["http://x.example/i.png", "https://x.example", "data:image/png;base64,iVBORw0KGgo="]
)
def test_images_come_from_other_sites_or_from_the_text(address: str) -> None:
    assert sanitize(f'<img src="{address}">') == f'<img src="{address}">'


@pytest.mark.parametrize(
    "address", ["", "/rel", "ftp://x.example", "mailto:a@b.example", "cid:1", "file:///etc/passwd"]
)
def test_other_images_lose_their_address(address: str) -> None:
    assert sanitize(f'<img src="{address}">') == "<img>"


@given(st.text(st.sampled_from("<>/pbrdivscript ='\"&;!-x"), max_size=40))
def test_only_known_elements_are_left_whatever_comes_in(html: str) -> None:
    stored = sanitize(html).removeprefix(EMPTY_DOCUMENT.splitlines()[0])
    assert {name.lower() for name in re.findall(r"<([a-zA-Z][\w.-]*)", stored)} <= ATTRIBUTES.keys()


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(str.strip))
def test_plain_text_takes_the_short_way_to_the_same_end(text: str) -> None:
    assert sanitize(text) == sanitize(f"{text}<!-- -->")
