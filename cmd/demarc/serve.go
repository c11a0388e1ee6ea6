package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"demarc/internal/live"
	"demarc/internal/mail"
	"demarc/internal/seal"
	"demarc/web"
)

// serveCommand runs everything.
type serveCommand struct {
	database  `embed:""`
	masterKey `embed:""`
	clocks    `embed:""`
	PKCS12    string `name:"seal-pkcs12" env:"DEMARC_SEAL_PKCS12" help:"A PKCS #12 file to seal with. Empty: a certificate under the instance's own root."`
	Password  string `name:"seal-pkcs12-password-file" env:"DEMARC_SEAL_PKCS12_PASSWORD_FILE" help:"A file that holds its password."`
	Addr      string `default:"127.0.0.1:8080" env:"DEMARC_ADDR" help:"The address to listen on."`
	BaseURL   string `name:"base-url" env:"DEMARC_BASE_URL" help:"The address people reach it at, such as https://demarc.example.org. Empty: http and the listening address."`
	Proxies   string `name:"trusted-proxies" env:"DEMARC_TRUSTED_PROXIES" help:"The proxies in front, as addresses or networks such as 10.0.0.0/8, with spaces between: what they write into X-Forwarded-For is believed. Empty: nobody is."`
	SMTPURL   string `name:"smtp-url" env:"DEMARC_SMTP_URL" help:"The mail server, smtp://user:password@host:587?from=demarc@example.org. Empty: letters are kept in an outbox."`
	Demo      *bool  `negatable:"" help:"Make the sample MSP and client in an empty database, and print sign-in links for its people. The default with the private cluster and no mail server."`
	LogJSON   bool   `name:"log-json" env:"DEMARC_LOG_JSON" help:"Write the log as JSON."`
}

// Run serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context, con *console) error {
	if err := c.check(); err != nil {
		return err
	}
	authorities, err := c.authorities()
	if err != nil {
		return err
	}
	proxies, err := c.proxies()
	if err != nil {
		return err
	}
	if err := c.brought(); err != nil {
		return err
	}
	sender, outbox, err := c.sender()
	if err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return usage("%s cannot be listened on; stop what uses it or choose another with --addr or DEMARC_ADDR (%v)", c.Addr, err)
	}
	defer func() { _ = l.Close() }()
	base, err := c.base(l)
	if err != nil {
		return err
	}
	if err := dataDir(c.DataDir); err != nil {
		return err
	}
	log := c.logger()
	host, _ := os.Hostname()
	s := settings{
		database: c.database, masterKey: c.masterKey, name: host + " " + l.Addr().String(), base: base.String(), mail: sender, log: log, step: con.say,
		authorities: authorities, crl: crlAddress(c.BaseURL), pkcs12: c.PKCS12, password: c.Password,
	}
	known := s.made(s.DataDir)
	in, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer in.close()
	if err := s.tellMaster(con, known); err != nil {
		return err
	}
	hub := live.New(in.direct, log.With("part", "live"))
	listening := sync.WaitGroup{}
	hubCtx, stopHub := context.WithCancel(context.WithoutCancel(ctx))
	listening.Go(func() { hub.Run(hubCtx) })
	listening.Go(func() { in.app.Seals.Watch(hubCtx) })
	defer listening.Wait()
	defer stopHub()

	site, err := web.New(web.Config{App: in.app, Sessions: in.db.Sessions(), Live: hub, Base: base, Outbox: c.visible(outbox), Log: log, Ready: in.db.Ping, Proxies: proxies})
	if err != nil {
		return err
	}
	srv := &http.Server{
		Handler: site, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 20 * time.Second, WriteTimeout: 60 * time.Second, IdleTimeout: 60 * time.Second, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	srv.RegisterOnShutdown(stopHub) // open streams end, so that Shutdown need not wait for them
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	if c.wantsDemo() {
		if err := printSample(ctx, con, in, outbox, base); err != nil {
			return err
		}
	}
	con.say("Demarc serves on %s", base)
	if outbox != nil && c.visible(outbox) != nil {
		con.say("Letters are kept in the outbox: %s/dev/outbox", base)
	}
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	con.say("Stopping")
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := srv.Shutdown(end); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}

// proxies are the networks whose word on who asks is believed.
func (c *serveCommand) proxies() (out []netip.Prefix, err error) {
	for _, text := range strings.FieldsFunc(c.Proxies, func(r rune) bool { return r == ' ' || r == ',' }) {
		p, err := netip.ParsePrefix(text)
		if a, bad := netip.ParseAddr(text); bad == nil {
			p, err = a.Prefix(a.BitLen())
		}
		if err != nil {
			return nil, usage("DEMARC_TRUSTED_PROXIES must hold addresses or networks such as 10.0.0.0/8, with spaces between; %q is neither", text)
		}
		if p.Bits() == 0 {
			return nil, usage("DEMARC_TRUSTED_PROXIES holds %s, which is everybody: then anybody could write any address into the record", text)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

// brought judges the PKCS #12 file before anything is started.
func (c *serveCommand) brought() error {
	if c.PKCS12 == "" {
		return nil
	}
	data, password, err := readPKCS12(c.PKCS12, c.Password)
	if err != nil {
		return err
	}
	key, err := seal.FromPKCS12(data, password, time.Now())
	if err == nil {
		err = key.Test(time.Now())
	}
	if err != nil {
		return usage("DEMARC_SEAL_PKCS12: %s cannot seal: %v", c.PKCS12, err)
	}
	return nil
}

func (c *serveCommand) sender() (mail.Sender, *mail.Outbox, error) {
	if c.SMTPURL != "" {
		s, err := mail.NewSMTP(c.SMTPURL)
		if err != nil {
			return nil, nil, usage("DEMARC_SMTP_URL: %v", err)
		}
		return s, nil, nil
	}
	if err := dataDir(c.DataDir); err != nil {
		return nil, nil, err
	}
	o, err := mail.NewOutbox(filepath.Join(c.DataDir, "outbox"))
	return o, o, err
}

// visible is the outbox as a page: only with the private cluster, and only while we
// listen on this machine alone. Letters hold other people's links.
func (c *serveCommand) visible(o *mail.Outbox) *mail.Outbox {
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil || !c.embedded() {
		return nil
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil
	}
	return o
}

func (c *serveCommand) wantsDemo() bool {
	if c.Demo != nil {
		return *c.Demo
	}
	return c.embedded() && c.SMTPURL == ""
}

func (c *serveCommand) base(l net.Listener) (*url.URL, error) {
	raw := strings.TrimRight(c.BaseURL, "/")
	if raw == "" {
		host, port, err := net.SplitHostPort(l.Addr().String())
		if err != nil {
			return nil, err
		}
		if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
			host = "localhost"
		}
		raw = "http://" + net.JoinHostPort(host, port)
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.Path != "" {
		return nil, usage("DEMARC_BASE_URL must look like https://demarc.example.org, without a path")
	}
	return u, nil
}

func (c *serveCommand) logger() *slog.Logger {
	o := &slog.HandlerOptions{Level: slog.LevelWarn}
	if c.LogJSON {
		o.Level = slog.LevelInfo
		return slog.New(slog.NewJSONHandler(os.Stderr, o))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, o))
}
