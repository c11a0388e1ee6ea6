package mail

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"demarc/internal/party"
)

func message() Message {
	return Message{
		ID: "sign-1", FromName: "Northgate IT", ToName: "Đặng Thị Hồng", To: "hong@alder.example", Subject: "Sign: who does what",
		Letter: Letter{Heading: "Read <and> sign", Paragraphs: []string{"One & two."}, Button: "Read it", URL: "https://demarc.example/s/abc", Footer: "Why you get this."},
	}
}

func composed(t *testing.T, m Message) string {
	t.Helper()
	msg, err := m.compose(context.Background(), "demarc@example.org")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A line break in a name or a subject must not become a header of its own.
func TestNoExtraHeaders(t *testing.T) {
	t.Parallel()
	m := message()
	m.Subject = "Hello\r\nBcc: everybody@example.org"
	m.FromName = "North\r\nBcc: a@b.example"
	m.ToName = "Hong\nCc: c@d.example"
	m.ReplyTo, m.ReplyToName = "dana@alder.example", "Dana\r\nBcc: e@f.example"
	head, _, _ := strings.Cut(composed(t, m), "\r\n\r\n")
	for line := range strings.SplitSeq(head, "\r\n") {
		if l := strings.ToLower(line); strings.HasPrefix(l, "bcc:") || strings.HasPrefix(l, "cc:") {
			t.Errorf("a header was smuggled in: %s", line)
		}
	}
	if !strings.Contains(head, "\r\nReply-To: ") || !strings.Contains(head, "<dana@alder.example>") {
		t.Errorf("nobody is named to answer to:\n%s", head)
	}
}

func TestBothPartsSayTheSame(t *testing.T) {
	t.Parallel()
	text := composed(t, message())
	for _, want := range []string{"text/plain", "text/html", "Auto-Submitted: auto-generated", "<sign-1@demarc>"} {
		if !strings.Contains(text, want) {
			t.Errorf("the letter lacks %q", want)
		}
	}
	if strings.Contains(text, "<and>") && !strings.Contains(text, "&lt;and&gt;") {
		t.Error("the HTML part is not escaped")
	}
	plain := message().Letter.Text()
	for _, want := range []string{"Read <and> sign", "One & two.", "https://demarc.example/s/abc", "Why you get this."} {
		if !strings.Contains(plain, want) {
			t.Errorf("the text lacks %q", want)
		}
	}
}

func TestBadServers(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "mail.example.org:25", "http://mail.example.org", "smtp://mail.example.org", "smtp://?from=a@b.example", "smtp://h:port?from=a@b.example"} {
		if _, err := NewSMTP(raw); err == nil {
			t.Errorf("%q was accepted", raw)
		}
	}
	if _, err := NewSMTP("smtps://u:p@mail.example.org:465?from=a@b.example"); err != nil {
		t.Error(err)
	}
}

func TestOutbox(t *testing.T) {
	t.Parallel()
	for name, folder := range map[string]string{"in memory": "", "in files": t.TempDir()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, err := NewOutbox(folder)
			if err != nil {
				t.Fatal(err)
			}
			found := make(chan Kept, 1)
			go func() {
				k, _ := o.Wait(t.Context(), "hong@alder.example", "who does what")
				found <- k
			}()
			first := message()
			first.ID, first.To = "other", "else@alder.example"
			for _, m := range []Message{first, message()} {
				if err := o.Send(t.Context(), m); err != nil {
					t.Fatal(err)
				}
			}
			if k := <-found; k.Letter.URL != message().Letter.URL {
				t.Errorf("%+v", k)
			}
			all, err := o.Letters()
			if err != nil || len(all) != 2 || all[0].To != "hong@alder.example" {
				t.Errorf("newest first: %+v %v", all, err)
			}
		})
	}
}

// A letter in an MSP's name carries its sender, its accent made readable, its logo in
// the letter itself, and its line, in both parts; without a brand there is no picture.
func TestBrandedLetter(t *testing.T) {
	t.Parallel()
	m := message()
	m.Brand = party.Brand{Accent: "#ffcc00", Sender: "Northgate Contracts", Footer: "400 Pine Street", Logo: party.Logo{PNG: []byte("\x89PNG picture"), Width: 200, Height: 100, Alt: "Northgate <IT>"}}
	text := strings.ReplaceAll(strings.ReplaceAll(composed(t, m), "=\r\n", ""), "=3D", "=")
	for _, want := range []string{
		`From: "Northgate Contracts" <demarc@example.org>`, "multipart/related", "Content-Id: <logo@demarc>", `Content-Disposition: inline`, `src="cid:logo@demarc"`, `alt="Northgate &lt;IT&gt;"`,
		`width="96" height="48"`, "background:" + party.Corrected("#ffcc00"), ">400 Pine Street<", "\r\n400 Pine Street",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the letter lacks %q\n%s", want, text)
		}
	}
	if plain := composed(t, message()); strings.Contains(plain, "cid:") || strings.Contains(plain, "image/png") {
		t.Error("a letter without a brand has a picture")
	}
	m.Brand.Accent = `red;background:url(http://evil.example)`
	if text := composed(t, m); strings.Contains(text, "evil") {
		t.Error("what is no colour came into the style")
	}
}

// A mail server may answer in an alphabet of its country. Its words can be kept.
func TestWordsOfAServer(t *testing.T) {
	t.Parallel()
	if got := oneLine("550 Empf\xe4nger\r\n unbekannt\x00"); got != "550 Empf\ufffdnger unbekannt\ufffd" {
		t.Errorf("%q", got)
	}
}
