from pathlib import Path

from benchmarks.results_page import PAGE, put


def test_each_benchmark_owns_one_part(tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    put("restoration", "# Restoration\n\nold", page)
    put("viewer", "# Viewer\n", page)
    put("restoration", r"# Restoration \1", page)
    assert page.read_text() == (
        "<!-- begin: restoration -->\n# Restoration \\1\n<!-- end: restoration -->\n\n"
        "<!-- begin: viewer -->\n# Viewer\n<!-- end: viewer -->\n"
    )


def test_the_page_that_is_kept_has_the_restoration_part() -> None:
    assert "<!-- begin: restoration -->" in PAGE.read_text()
