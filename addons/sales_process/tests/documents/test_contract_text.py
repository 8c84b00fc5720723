from markupsafe import Markup

from odoo.tests import BaseCase, tagged

from ...tools.documents import placeholders
from ...tools.documents.headings import keep_headings
from ...tools.documents.representation import is_woman, named, represented_by


@tagged("post_install", "-at_install")
class TestPlaceholders(BaseCase):
    """Placeholders are replaced by name; nothing is evaluated."""

    values = {
        "name": "ООО «А & Б»",
        "city": "Москва\nТула",
        "table": Markup("<table></table>"),
    }

    def test_values_are_put_in(self):
        for text, filled in (
            ("<p>{{ city }}</p>", "<p>Москва<br/>Тула</p>"),
            ("{{name}}", "ООО «А &amp; Б»"),
            ("{{&nbsp;name\u00a0}}", "ООО «А &amp; Б»"),
            ("{{ <b>name }}</b>", "ООО «А &amp; Б»<b></b>"),
            ("{{ <span>name</span> }}!", "ООО «А &amp; Б»<span></span>!"),
            ("<p>{{ table }}</p>", "<table></table>"),
            ("<p class='x'>\n{{ table }} <br/></p>", "<table></table>"),
            ("<p>See {{ table }}</p>", "<p>See <table></table></p>"),
            ("{ name } {name}", "{ name } {name}"),
            ("", ""),
            (None, ""),
        ):
            with self.subTest(text=text):
                self.assertEqual(placeholders.fill(text, self.values), filled)

    def test_a_sentence_ends_with_one_point(self):
        for text, filled in (
            ("{{ sum }}.", "5 руб."),
            ("<b>{{ sum }}</b>. Next", "<b>5 руб</b>. Next"),
            ("{{ sum }} more.", "5 руб. more."),
            ("{{ sum }}, {{ sum }}.", "5 руб., 5 руб."),
        ):
            with self.subTest(text=text):
                self.assertEqual(placeholders.fill(text, {"sum": "5 руб."}), filled)

    def test_value_is_no_markup(self):
        filled = placeholders.fill("{{ name }}", {"name": "<script>1</script>"})
        self.assertEqual(filled, "&lt;script&gt;1&lt;/script&gt;")

    def test_value_with_braces_is_not_read_again(self):
        filled = placeholders.fill("{{ name }}", {"name": "{{ city }}", "city": "x"})
        self.assertEqual(filled, "{{ city }}")

    def test_unknown_names_are_told(self):
        for text, names in (
            ("{{ nam }} {{ name }} {{ ctiy }} {{ nam }}", ["nam", "ctiy"]),
            ("{{ name.env }}", ["name.env"]),
            ("{{ 7 * 7 }}", ["7 * 7"]),
            ("{{ __class__ }}", ["__class__"]),
            ("{{ }}", [""]),
        ):
            with (
                self.subTest(text=text),
                self.assertRaises(placeholders.PlaceholderError) as caught,
            ):
                placeholders.fill(text, self.values)
            self.assertEqual(caught.exception.names, names)

    def test_braces_that_do_not_close(self):
        for text in ("{{ name", "name }}", "{{ name }} }}", "<p>{{</p>"):
            with (
                self.subTest(text=text),
                self.assertRaises(placeholders.PlaceholderError) as caught,
            ):
                placeholders.check(text, self.values)
            self.assertEqual(caught.exception.names, [])


@tagged("post_install", "-at_install")
class TestRepresentation(BaseCase):
    """The preamble: the phrase typed once, else the neutral form."""

    def test_forms(self):
        name, woman = "Иванов Иван Иванович", "Орлова Анна Петровна"
        genitive = "генерального директора Иванова Ивана Ивановича"
        for values, text in (
            (
                (name, "Генеральный директор", genitive, "Устава"),
                f"в лице {genitive}, действующего на основании Устава",
            ),
            (
                (woman, "", "директора Орловой Анны Петровны", "Устава"),
                "в лице директора Орловой Анны Петровны, действующей на основании Устава",
            ),
            (
                (name, "Генеральный директор", "", "Устава"),
                "в лице: генеральный директор Иванов Иван Иванович, действующий на "
                "основании Устава",
            ),
            (
                (woman, "Директор", None, "доверенности № 5"),
                "в лице: директор Орлова Анна Петровна, действующая на основании "
                "доверенности № 5",
            ),
            ((name, "", "", ""), "в лице: Иванов Иван Иванович"),
            (
                (name, "ИО директора", "", ""),
                "в лице: ИО директора Иванов Иван Иванович",
            ),
            (("", "", "", "Устава"), ""),
        ):
            with self.subTest(text=text):
                self.assertEqual(represented_by(*values), text)

    def test_gender_is_told_by_the_patronymic(self):
        for name, woman in (
            ("Ким Ольга Ильинична", True),
            ("Алиева Лейла Рашид кызы", True),
            ("Алиев Тимур Рашид оглы", False),
            ("Иванова Анна", False),
            ("", False),
            (None, False),
        ):
            with self.subTest(name=name):
                self.assertEqual(is_woman(name), woman)

    def test_hereinafter(self):
        self.assertEqual(named("7707083893"), "именуемое")
        self.assertEqual(named("500100732259"), "именуемый(-ая)")
        self.assertEqual(named(None), "именуемое")


@tagged("post_install", "-at_install")
class TestHeadings(BaseCase):
    """A heading is never the last line of a page."""

    def test_a_heading_keeps_what_follows_it(self):
        block = '<div class="sp_keep"><h3>1</h3><p>a</p></div>'
        for html, kept in (
            ("<h3>1</h3><p>a</p><p>b</p>", f"{block}<p>b</p>"),
            ("<p>x</p><h3>1</h3><p>a</p>\n", f"<p>x</p>{block}\n"),
            ("<h3>1</h3>", "<h3>1</h3>"),
            ("<h2>0</h2><h3>1</h3><p>a</p>", f"<h2>0</h2>{block}"),
            ("<h3>1</h3> text <p>a</p>", "<h3>1</h3> text <p>a</p>"),
            ("text &lt;b&gt;", "text &lt;b&gt;"),
            ("", ""),
        ):
            with self.subTest(html=html):
                self.assertEqual(keep_headings(html), kept)
