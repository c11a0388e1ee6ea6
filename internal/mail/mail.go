// Package mail sends letters: through SMTP, or into an outbox that a developer or a
// test can read. It knows how a letter looks (letters.templ) and nothing of why it is
// sent. Letters are sent by jobs only.
package mail

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"demarc/internal/party"
)

// Message is one letter to one person.
type Message struct {
	ID       string // for Message-ID: a letter tried twice is recognisably one letter
	FromName string // the MSP; the address is the instance's own
	Brand    party.Brand
	ToName   string
	To       string
	Subject  string
	Letter   Letter
	Files    []File
	// ReplyTo is who reads the answer, where somebody does; else nobody reads answers.
	ReplyTo     string
	ReplyToName string
	// Mute is where a mail program that can unsubscribe posts to; empty for letters that
	// everybody gets.
	Mute string
}

// Letter is what a message says, in the order it is read. It has at most one button.
type Letter struct {
	Heading    string
	Paragraphs []string
	Parts      []Part `json:",omitempty"`
	Code       string // a one-time code, shown large
	Button     string
	URL        string
	Footer     string // why the person gets this
	Settings   string `json:",omitempty"` // where they choose what they get
	Mute       string `json:",omitempty"` // where they end the letters about this engagement; opening it changes nothing
	Line       string `json:",omitempty"` // the MSP's own, at the very end; taken from the brand
}

// Part is a list under a heading of its own.
type Part struct {
	Heading string
	Lines   []string
}

// File is an attachment.
type File struct {
	Name      string
	MediaType string
	Data      []byte
}

// Sender sends a message or says why not; jobs try again.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// SMTP sends through a mail server.
type SMTP struct {
	host string
	from string
	opts []gomail.Option
}

// NewSMTP reads a URL such as smtp://user:password@mail.example.org:587?from=demarc@example.org.
// smtps is TLS from the start; smtp uses STARTTLS, and plain text only to a host
// named with ?tls=none, for a mail catcher on one's own network.
func NewSMTP(raw string) (*SMTP, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
		return nil, fmt.Errorf("write the mail server as smtp://user:password@host:587?from=demarc@example.org")
	}
	s := &SMTP{host: u.Hostname(), from: u.Query().Get("from")}
	if s.from == "" {
		return nil, fmt.Errorf("the mail server's address needs ?from=, the address letters are sent from")
	}
	s.opts = []gomail.Option{gomail.WithTimeout(20 * time.Second)}
	switch {
	case u.Scheme == "smtps":
		s.opts = append(s.opts, gomail.WithSSLPort(false))
	case u.Query().Get("tls") == "none":
		s.opts = append(s.opts, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		s.opts = append(s.opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if port := u.Port(); port != "" {
		n, err := strconv.Atoi(port)
		if err != nil {
			return nil, fmt.Errorf("the mail server's port %q is not a number", port)
		}
		s.opts = append(s.opts, gomail.WithPort(n))
	}
	if user := u.User.Username(); user != "" {
		password, _ := u.User.Password()
		s.opts = append(s.opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(user), gomail.WithPassword(password))
	}
	return s, nil
}

// Send delivers to the mail server.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	_, err := s.Deliver(ctx, m)
	return err
}

// Deliver is Send with what the mail server said when it took the letter.
func (s *SMTP) Deliver(ctx context.Context, m Message) (reply string, err error) {
	msg, err := m.compose(ctx, s.from)
	if err != nil {
		return "", err
	}
	c, err := gomail.NewClient(s.host, s.opts...)
	if err != nil {
		return "", fmt.Errorf("mail server: %w", err)
	}
	if err := c.DialAndSendWithContext(ctx, msg); err != nil {
		return "", fmt.Errorf("send letter %s: %w", m.ID, judged(err))
	}
	return oneLine(msg.ServerResponse()), nil
}

// Check tells whether the mail server answers and lets us in. It sends nothing.
func (s *SMTP) Check(ctx context.Context) error {
	c, err := gomail.NewClient(s.host, s.opts...)
	if err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	if err := c.DialWithContext(ctx); err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	return c.Close()
}

// HTML is the letter as most people see it; Letter.Text is what it says without.
func (m Message) HTML(ctx context.Context) (string, error) {
	var html strings.Builder
	if err := letter(m.words(), lookOf(m.Brand)).Render(ctx, &html); err != nil {
		return "", fmt.Errorf("write letter %s: %w", m.ID, err)
	}
	return html.String(), nil
}

// compose makes the mail. Names and subjects go through the library's encoder, which
// leaves no line break in a header.
func (m Message) compose(ctx context.Context, from string) (*gomail.Msg, error) {
	msg := gomail.NewMsg()
	if err := msg.FromFormat(m.sender(), from); err != nil {
		return nil, fmt.Errorf("sender of letter %s: %w", m.ID, err)
	}
	if err := msg.AddToFormat(oneLine(m.ToName), m.To); err != nil {
		return nil, fmt.Errorf("recipient of letter %s: %w", m.ID, err)
	}
	if m.ReplyTo != "" {
		if err := msg.ReplyToFormat(oneLine(m.ReplyToName), m.ReplyTo); err != nil {
			return nil, fmt.Errorf("whom to answer of letter %s: %w", m.ID, err)
		}
	}
	msg.Subject(oneLine(m.Subject))
	msg.SetMessageIDWithValue(m.MessageID())
	msg.SetGenHeader(gomail.Header("Auto-Submitted"), "auto-generated")
	if m.Mute != "" {
		// RFC 8058: the mail program posts there when its reader says so. Opening it does nothing.
		msg.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+m.Mute+">")
		if strings.HasPrefix(m.Mute, "https:") {
			msg.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
		}
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.words().Text())
	html, err := m.HTML(ctx)
	if err != nil {
		return nil, err
	}
	if logo := m.Brand.Logo.PNG; len(logo) > 0 {
		err := msg.EmbedReader("logo.png", bytes.NewReader(logo), gomail.WithFileContentID("<"+logoID+">"), gomail.WithFileContentType("image/png"))
		if err != nil {
			return nil, fmt.Errorf("put the logo into letter %s: %w", m.ID, err)
		}
	}
	msg.AddAlternativeString(gomail.TypeTextHTML, html)
	for _, f := range m.Files {
		err := msg.AttachReader(f.Name, bytes.NewReader(f.Data), gomail.WithFileContentType(gomail.ContentType(f.MediaType)))
		if err != nil {
			return nil, fmt.Errorf("attach %s: %w", f.Name, err)
		}
	}
	return msg, nil
}
