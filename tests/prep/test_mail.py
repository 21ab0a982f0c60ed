"""Mail until an SMTP server is set: on the console, and as a file to open."""

from django.core.mail import get_connection, send_mail


def test_a_mail_is_shown_and_kept(settings, tmp_path, capsys):
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    connection = get_connection("prep.mail.ConsoleAndFiles")
    sent = [
        send_mail("A link", "https://prep.example.org/x", None, ["ada@example.org"], connection=connection)
        for _ in range(2)
    ]
    kept = "".join(file.read_text() for file in (tmp_path / "mail").iterdir())

    assert sent == [1, 1]
    assert kept.count("To: ada@example.org") == capsys.readouterr().out.count("To: ada@example.org") == 2
