package probe_test

import (
	"fmt"
	"net/url"

	"demarc/internal/raci"
)

// togetherForms are what two teams do together: reviews, blind votes, workshops.
var togetherForms = map[string]makeForm{
	"/e/{engagement}/presence": func(*probe, string, map[string]string) url.Values { return nil },
	"/e/{engagement}/workshop": func(p *probe, _ string, _ map[string]string) url.Values {
		p.workshop("")
		return nil
	},
	"/e/{engagement}/workshop/show": func(p *probe, name string, _ map[string]string) url.Values {
		p.workshop(name)
		return values("function", string(p.restored().ID))
	},
	"/e/{engagement}/workshop/drive": func(p *probe, _ string, _ map[string]string) url.Values {
		p.workshop("owner")
		return nil
	},
	"/e/{engagement}/workshop/timer": func(p *probe, name string, _ map[string]string) url.Values {
		p.workshop(name)
		return values("minutes", "5")
	},
	"/e/{engagement}/workshop/end": func(p *probe, name string, _ map[string]string) url.Values {
		p.workshop(name)
		return nil
	},
	"/e/{engagement}/workshop/functions/{fn}/row": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		return values("cell-"+string(p.columnID(raci.Management)), "C", "rev", fmt.Sprint(f.Rev))
	},
	"/e/{engagement}/workshop/functions/{fn}/words": func(p *probe, name string, _ map[string]string) url.Values {
		return values("split", "Who does what, says "+name, "rev", fmt.Sprint(p.restored().Rev))
	},
	"/e/{engagement}/workshop/functions/{fn}/agree": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("agree", "yes", "rev", fmt.Sprint(p.undisputed().Rev))
	},
	"/e/{engagement}/workshop/functions/{fn}/dispute": func(p *probe, _ string, _ map[string]string) url.Values {
		p.undisputed()
		return values("reason", "Not by our people.")
	},
	"/e/{engagement}/workshop/functions/{fn}/settle": func(p *probe, _ string, _ map[string]string) url.Values {
		p.restored()
		return nil
	},
	"/e/{engagement}/workshop/functions/{fn}/park": func(p *probe, name string, _ map[string]string) url.Values {
		return values("owner", string(p.columnID(raci.InternalIT)), "until", "2031-01-01", "why", "Both want it, says "+name, "rev", fmt.Sprint(p.restored().Rev))
	},
	"/e/{engagement}/workshop/functions/{fn}/resume": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("rev", fmt.Sprint(p.restored().Rev))
	},
	"/e/{engagement}/workshop/functions/{fn}/vote": func(p *probe, _ string, _ map[string]string) url.Values {
		p.ballot(closed)
		p.restored()
		return nil
	},
	"/e/{engagement}/votes": func(p *probe, _ string, _ map[string]string) url.Values {
		p.ballot(closed)
		return values("functions", string(p.restored().ID))
	},
	"/e/{engagement}/votes/{vote}": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["vote"] = p.ballot(opened)
		return nil
	},
	"/e/{engagement}/votes/{vote}/functions/{fn}/answer": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["vote"] = p.ballot(opened)
		return values("cell-"+string(p.columnID(raci.InternalIT)), "A/R")
	},
	"/e/{engagement}/votes/{vote}/functions/{fn}/take": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["vote"] = p.ballot(shown)
		return values("side", "client", "rev", fmt.Sprint(p.function().Rev))
	},
	"/e/{engagement}/votes/{vote}/functions/{fn}/discuss": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["vote"] = p.ballot(shown)
		return nil
	},
	"/e/{engagement}/votes/{vote}/reveal": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["vote"] = p.ballot(answered)
		return nil
	},
	"/e/{engagement}/votes/{vote}/close": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["vote"] = p.ballot(opened)
		return nil
	},
	"/e/{engagement}/votes/{vote}/again": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["vote"] = p.ballot(shown)
		return nil
	},
	"/e/{engagement}/review": func(p *probe, name string, _ map[string]string) url.Values { return p.verdict(name) },
	"/e/{engagement}/review/functions/{fn}/comments": func(*probe, string, map[string]string) url.Values {
		return values("body", "Is it ours?", "when", "now")
	},
	"/e/{engagement}/review/functions/{fn}/mark": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("stand", "dispute", "mark_reason", "It is ours", "rev", fmt.Sprint(p.restored().Rev))
	},
	"/e/{engagement}/review/threads/{thread}/comments": func(p *probe, name string, fill map[string]string) url.Values {
		fill["thread"] = string(p.said(name).Thread.ID)
		return values("body", "It is ours.", "when", "review")
	},
	"/e/{engagement}/review/threads/{thread}/resolve": func(p *probe, name string, fill map[string]string) url.Values {
		fill["thread"] = string(p.said(name).Thread.ID)
		return nil
	},
	"/e/{engagement}/review/threads/{thread}/reopen": func(p *probe, name string, fill map[string]string) url.Values {
		s := p.said(name)
		_, err := p.Reviews.Resolve(p.t.Context(), p.people["owner"].Actor, p.draft.ID, s.Thread.ID, true)
		must(p.t, err)
		fill["thread"] = string(s.Thread.ID)
		return nil
	},
	"/e/{engagement}/review/comments/{comment}": func(p *probe, name string, fill map[string]string) url.Values {
		fill["comment"] = string(p.said(name).Comment.ID)
		return values("body", "Is it ours, or theirs?")
	},
	"/e/{engagement}/review/comments/{comment}/remove": func(p *probe, name string, fill map[string]string) url.Values {
		fill["comment"] = string(p.said(name).Comment.ID)
		return nil
	},
}
