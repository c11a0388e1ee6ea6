// Command demarc is the whole product in one binary: the server with everything it
// needs, and the tools round it. `demarc` alone serves. README.md has every command
// and variable; config.go has them in code.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"demarc/internal/pgembed"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run parses the command line and environment, does what it says, and returns the
// exit code: 0 done, 1 the answer is no (verify, audit verify) or it went wrong, 2 a
// setting, a file or a place is not usable, with one line that says what to do.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	var c commands
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("demarc"),
		kong.Description("Who owns what: the agreement between an MSP and a client's own IT team, agreed row by row, signed, and looked up at two in the morning."),
		kong.Writers(out, errs),
		kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		fmt.Fprintln(errs, "demarc:", err)
		return 2
	}
	cmd, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		fmt.Fprintln(errs, "demarc:", err)
		return 2
	}
	cmd.BindTo(ctx, (*context.Context)(nil))
	cmd.Bind(&console{out: out, errs: errs})
	err = cmd.Run()
	if err == nil {
		return 0
	}
	if answer, ok := errors.AsType[*answerError](err); ok {
		return answer.code
	}
	fmt.Fprintln(errs, "demarc:", strings.Join(strings.Fields(err.Error()), " "))
	if _, ok := errors.AsType[*usageError](err); ok {
		return 2
	}
	if _, ok := errors.AsType[*pgembed.SetupError](err); ok {
		return 2
	}
	return 1
}

// console is where commands print.
type console struct{ out, errs io.Writer }

func (c *console) say(format string, args ...any) { fmt.Fprintf(c.out, format+"\n", args...) }

// usageError is a setting a person must change; its text is one line that says how.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usage(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// answerError ends with a code after everything has been said.
type answerError struct{ code int }

func (e *answerError) Error() string { return fmt.Sprintf("exit %d", e.code) }
