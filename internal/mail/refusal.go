package mail

import (
	"context"
	"errors"

	gomail "github.com/wneessen/go-mail"
)

// RefusalError is a letter that the mail server refused for good: trying it again would
// be refused again. Somebody must mend the address.
type RefusalError struct {
	Code  int // SMTP's, 500 to 599
	Reply string
}

func (r *RefusalError) Error() string { return "the mail server refused it: " + r.Reply }

// Refused finds a refusal in an error.
func Refused(err error) (*RefusalError, bool) { return errors.AsType[*RefusalError](err) }

// judged tells a refusal for good from what may pass: a busy server, a lost connection,
// a password that somebody will mend.
func judged(err error) error {
	e, ok := errors.AsType[*gomail.SendError](err)
	if !ok || e.IsTemp() || e.ErrorCode() < 500 || e.ErrorCode() > 599 {
		return err
	}
	switch e.Reason { //nolint:exhaustive // all other reasons are ours or the connection's
	case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
		return &RefusalError{Code: e.ErrorCode(), Reply: oneLine(e.Error())}
	}
	return err
}

// MessageID is the letter's own, as mail programs know it.
func (m Message) MessageID() string { return m.ID + "@demarc" }

// Deliver sends a letter and gives what the mail server said, where it says anything.
func Deliver(ctx context.Context, s Sender, m Message) (reply string, err error) {
	if d, ok := s.(interface {
		Deliver(context.Context, Message) (string, error)
	}); ok {
		return d.Deliver(ctx, m)
	}
	return "", s.Send(ctx, m)
}

// Check tells whether letters can be sent now, as far as that can be known without
// sending one. An outbox always can.
func Check(ctx context.Context, s Sender) error {
	if c, ok := s.(interface{ Check(context.Context) error }); ok {
		return c.Check(ctx)
	}
	return nil
}

// Keeps tells that letters stay on this machine instead of going out.
func Keeps(s Sender) bool {
	_, outbox := s.(*Outbox)
	return outbox
}
