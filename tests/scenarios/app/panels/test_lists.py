"""Rules and the log."""

from scenarios.app.panels.lists import counted, log_html, rules_html, tabs_html


def test_rules_are_told_or_that_all_are_kept(globe_desk):
    assert "Every rule is kept" in rules_html((), {})
    violations = globe_desk.figures().violations
    assert rules_html(violations, {}).count("<tr>") == len(violations) > 0


def test_a_territory_with_another_label_is_called_by_its_rep(globe_desk):
    figures = globe_desk.figures()
    html = rules_html(figures.violations, dict(zip(figures.labels, figures.reps, strict=True)))
    subject = next(item.subject for item in figures.violations if item.subject in figures.labels)
    assert f"<b>{figures.reps[figures.labels.index(subject)]}</b>: " in html
    same = {label: label for label in figures.labels}
    assert "<b>" not in rules_html(figures.violations, same)


def test_the_log_has_the_latest_first_and_reasons_as_text(globe_desk):
    assert "Nothing was changed" in log_html(())
    globe_desk.move([1], 1, "first")
    globe_desk.move([2], 1, "<script>second</script>")
    html = log_html(globe_desk.state.edits)
    assert html.index("second") < html.index("first")
    assert "<script>" not in html


def test_tabs_tell_how_much_is_on_them():
    assert counted(0, "Log") == "Log"
    assert counted(1200, "Log") == "Log (1,200)"
    assert 'class="on" data-do="list" data-value="log"' in tabs_html([("rules", "Rules"), ("log", "Log")], "log")
