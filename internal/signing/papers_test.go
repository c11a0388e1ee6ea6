package signing_test

import (
	"strings"
	"testing"

	"demarc/internal/fault"
	"demarc/internal/party"
	. "demarc/internal/signing"
)

func waitingPaper() Paper {
	return Paper{ID: "p", Side: party.MSP, By: "Tom", Kind: InInk, Statement: "Both signed on 3 March.", SHA256: "abc"}
}

func TestPaper(t *testing.T) {
	t.Parallel()
	e, err := round().AttachPaper(waitingPaper(), now)
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := e.Paper(); !ok || p.State != PaperWaits || e.OnPaper() || e.State != Sent {
		t.Errorf("put in: %+v", e)
	}
	if _, err := e.AttachPaper(waitingPaper(), now); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second while one waits: %v", err)
	}
	for name, tt := range map[string]struct {
		id, digest string
		side       party.Side
		kind       fault.Kind
	}{
		"its own side": {"p", "abc", party.MSP, fault.Forbidden},
		"another file": {"p", "abd", party.Client, fault.Conflict},
		"another copy": {"q", "abc", party.Client, fault.NotFound},
	} {
		if next, err := e.ConfirmPaper(tt.id, tt.digest, tt.side, "Priya", now); !fault.Is(err, tt.kind) || next.State != Sent {
			t.Errorf("%s: %v, %s", name, err, next.State)
		}
	}
	done, err := e.ConfirmPaper("p", "abc", party.Client, "Priya", now)
	if err != nil || done.State != Signed || !done.OnPaper() || e.OnPaper() {
		t.Errorf("confirmed: %+v, %v", done, err)
	}
	if _, err := done.RefusePaper("p", "no", party.Client, "Priya", now); !fault.Is(err, fault.Conflict) {
		t.Errorf("refused after it was confirmed: %v", err)
	}
	if _, err := e.RefusePaper("p", " ", party.Client, "Priya", now); !fault.Is(err, fault.Invalid) {
		t.Errorf("refused without a reason: %v", err)
	}
	refused, err := e.RefusePaper("p", "A page is missing.", party.Client, "Priya", now)
	if err != nil || refused.State != Sent || refused.Papers[0].State != PaperRefused {
		t.Errorf("refused: %+v, %v", refused, err)
	}
	if again, err := refused.AttachPaper(waitingPaper(), now); err != nil || len(again.Papers) != 2 {
		t.Errorf("another after that: %v", err)
	}
}

func TestPaperOnlyWhileOut(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*Envelope, *Paper){
		"withdrawn":    func(e *Envelope, _ *Paper) { e.State = Voided },
		"too late":     func(e *Envelope, _ *Paper) { e.ExpiresAt = now },
		"no statement": func(_ *Envelope, p *Paper) { p.Statement = " " },
		"no kind":      func(_ *Envelope, p *Paper) { p.Kind = "telepathy" },
		"not approved": func(e *Envelope, _ *Paper) {
			e.Signers = append(e.Signers, Signer{ID: "kim", Side: party.MSP, Name: "Kim", Role: Approves})
		},
	} {
		e, p := round(), waitingPaper()
		spoil(&e, &p)
		if _, err := e.AttachPaper(p, now); err == nil {
			t.Errorf("%s: it was put in", name)
		}
		if name != "withdrawn" && name != "too late" {
			continue
		}
		e = round()
		e.Papers = []Paper{waitingPaper()}
		e.Papers[0].State = PaperWaits
		spoil(&e, &p)
		if _, err := e.ConfirmPaper("p", "abc", party.Client, "Priya", now); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: confirmed: %v", name, err)
		}
	}
}

func TestCheckPaper(t *testing.T) {
	t.Parallel()
	whole := "%PDF-1.4\n" + strings.Repeat("x", 3000) + "\nstartxref\n1\n%%EOF\n"
	for name, data := range map[string]string{
		"nothing": "", "a picture": "\x89PNG\r\n", "a page of a website": "<html>%PDF-", "cut off": whole[:len(whole)-20], "too large": whole + strings.Repeat("x", PaperLimit),
	} {
		if err := CheckPaper([]byte(data)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := CheckPaper([]byte(whole)); err != nil {
		t.Error(err)
	}
}
