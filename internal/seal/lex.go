package seal

import (
	"bytes"
	"errors"
	"fmt"
)

// Limits of the reader. A file outside them is refused, never half read.
const (
	maxFile    = 64 << 20 // bytes
	maxObjects = 200_000  // entries over all cross-reference sections
	maxTokens  = 1 << 20  // in one object
	maxDepth   = 100      // of nested arrays and dictionaries
	maxUnpack  = 64 << 20 // bytes out of all compressed streams of one file
)

var errLimit = errors.New("pdf is larger or deeper than this program reads")

// lexer reads objects out of a buffer. Positions are offsets in the buffer,
// which for the file itself are file offsets.
type lexer struct {
	buf    []byte
	pos    int
	depth  int
	tokens int
	work   *int // bytes that may still be read, shared by all lexers of a file
}

func isSpace(c byte) bool {
	return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' '
}

func isDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

func isRegular(c byte) bool { return !isSpace(c) && !isDelimiter(c) }

func (l *lexer) peek() byte {
	if l.pos < len(l.buf) {
		return l.buf[l.pos]
	}
	return 0
}

// space skips white space and comments.
func (l *lexer) space() {
	defer l.spent(l.pos)
	for l.pos < len(l.buf) {
		c := l.buf[l.pos]
		if c == '%' {
			for l.pos < len(l.buf) && l.buf[l.pos] != '\n' && l.buf[l.pos] != '\r' {
				l.pos++
			}
			continue
		}
		if !isSpace(c) {
			return
		}
		l.pos++
	}
}

// word takes a run of regular characters.
func (l *lexer) word() []byte {
	from := l.pos
	defer l.spent(from)
	for l.pos < len(l.buf) && isRegular(l.buf[l.pos]) {
		l.pos++
	}
	return l.buf[from:l.pos]
}

// accept takes the given word if it comes next.
func (l *lexer) accept(want string) bool {
	at := l.pos
	l.space()
	if string(l.word()) == want {
		return true
	}
	l.pos = at
	return false
}

// whole takes an unsigned whole number.
func (l *lexer) whole() (int, bool) {
	at := l.pos
	l.space()
	w := l.word()
	if len(w) == 0 || len(w) > 12 {
		l.pos = at
		return 0, false
	}
	n := 0
	for _, c := range w {
		if c < '0' || c > '9' {
			l.pos = at
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

func (l *lexer) bad() error { return fmt.Errorf("pdf syntax at byte %d", l.pos) }

// spent takes the bytes passed since from off the file's budget, so that many
// entries pointing at the same long thing cannot cost the square of its size.
func (l *lexer) spent(from int) { *l.work -= l.pos - from }

// token counts one token against both limits.
func (l *lexer) token() error {
	*l.work -= 8
	if l.tokens++; l.tokens > maxTokens || *l.work < 0 {
		return errLimit
	}
	return nil
}

func (l *lexer) object() (object, error) {
	l.space()
	if err := l.token(); err != nil {
		return nil, err
	}
	if l.pos >= len(l.buf) {
		return nil, l.bad()
	}
	switch c := l.peek(); {
	case c == '/':
		return l.name()
	case c == '(':
		return l.literal()
	case c == '<' && l.pos+1 < len(l.buf) && l.buf[l.pos+1] == '<':
		return l.dict()
	case c == '<':
		return l.hex()
	case c == '[':
		return l.array()
	case c >= '0' && c <= '9':
		return l.numberOrRef(), nil
	case c == '+' || c == '-' || c == '.':
		return number(l.word()), nil
	case isRegular(c):
		switch w := string(l.word()); w {
		case "true", "false", "null":
			return keyword(w), nil
		}
	}
	return nil, l.bad()
}

func (l *lexer) numberOrRef() object {
	at := l.pos
	if num, ok := l.whole(); ok && num <= maxFile {
		after := l.pos
		if gen, ok := l.whole(); ok && gen <= 65535 && l.accept("R") {
			return ref{num, gen}
		}
		l.pos = after
		return number(l.buf[at:after])
	}
	l.pos = at
	return number(l.word())
}

func (l *lexer) name() (object, error) {
	l.pos++
	w := l.word()
	if bytes.IndexByte(w, '#') < 0 {
		return name(w), nil
	}
	var out []byte
	for i := 0; i < len(w); i++ {
		if w[i] == '#' && i+2 < len(w) {
			hi, ok1 := hexDigit(w[i+1])
			lo, ok2 := hexDigit(w[i+2])
			if !ok1 || !ok2 {
				return nil, l.bad()
			}
			out = append(out, hi<<4|lo)
			i += 2
			continue
		}
		out = append(out, w[i])
	}
	return name(out), nil
}

func (l *lexer) literal() (object, error) {
	from, open := l.pos, 0
	defer l.spent(from)
	for ; l.pos < len(l.buf); l.pos++ {
		switch l.buf[l.pos] {
		case '\\':
			l.pos++
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				l.pos++
				return text{raw: l.buf[from:l.pos], from: from, to: l.pos}, nil
			}
		}
	}
	l.pos = len(l.buf)
	return nil, l.bad()
}

func (l *lexer) hex() (object, error) {
	from := l.pos
	defer l.spent(from)
	for l.pos++; l.pos < len(l.buf); l.pos++ {
		c := l.buf[l.pos]
		if c == '>' {
			l.pos++
			return text{raw: l.buf[from:l.pos], from: from, to: l.pos}, nil
		}
		if _, ok := hexDigit(c); !ok && !isSpace(c) {
			break
		}
	}
	return nil, l.bad()
}

func (l *lexer) array() (object, error) {
	if l.depth++; l.depth > maxDepth {
		return nil, errLimit
	}
	defer func() { l.depth-- }()
	l.pos++
	out := array{}
	for {
		l.space()
		if l.peek() == ']' {
			l.pos++
			return out, nil
		}
		o, err := l.object()
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
}

// dict refuses a key that stands twice: readers disagree about which one counts.
func (l *lexer) dict() (object, error) {
	if l.depth++; l.depth > maxDepth {
		return nil, errLimit
	}
	defer func() { l.depth-- }()
	l.pos += 2
	out := &dict{}
	seen := map[name]bool{}
	for {
		l.space()
		if bytes.HasPrefix(l.buf[l.pos:], []byte(">>")) {
			l.pos += 2
			return out, nil
		}
		if l.peek() != '/' {
			return nil, l.bad()
		}
		key, err := l.name()
		if err != nil {
			return nil, err
		}
		k := key.(name)
		if seen[k] {
			return nil, fmt.Errorf("pdf dictionary has /%s twice before byte %d", k, l.pos)
		}
		seen[k] = true
		if err := l.token(); err != nil {
			return nil, err
		}
		value, err := l.object()
		if err != nil {
			return nil, err
		}
		out.entries = append(out.entries, entry{k, value})
	}
}
