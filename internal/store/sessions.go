package store

import (
	"sync"
	"time"

	"github.com/alexedwards/scs/pgxstore"
	"github.com/alexedwards/scs/v2"
)

// sessionAge is how long one process may use a session it has read before reading
// it again. It bounds how long a session ended in another process stays alive here;
// rights are checked in each transaction all the same.
const sessionAge = 2 * time.Second

// Sessions is the store of signed-in browsers: scs's own for Postgres, with a short
// memory in front so that a burst of edits does not read the same row each time.
func (db *DB) Sessions() scs.Store {
	return &sessions{db: db, kept: pgxstore.NewWithCleanupInterval(db.pool, 0), seen: map[string]seenSession{}}
}

type sessions struct {
	db   *DB
	kept *pgxstore.PostgresStore
	mu   sync.Mutex
	seen map[string]seenSession
}

type seenSession struct {
	data []byte
	at   time.Time
}

// Find is part of scs.Store. token is hashed already (HashTokenInStore).
func (s *sessions) Find(token string) ([]byte, bool, error) {
	s.mu.Lock()
	known, ok := s.seen[token]
	s.mu.Unlock()
	if ok && time.Since(known.at) < sessionAge {
		return known.data, true, nil
	}
	var data []byte
	var found bool
	err := s.db.fresh(func() (err error) {
		data, found, err = s.kept.Find(token)
		return err
	})
	if err != nil {
		return nil, false, translate(err)
	}
	s.remember(token, data, found)
	return data, found, nil
}

// Commit is part of scs.Store.
func (s *sessions) Commit(token string, data []byte, expiry time.Time) error {
	if err := s.db.fresh(func() error { return s.kept.Commit(token, data, expiry) }); err != nil {
		return translate(err)
	}
	s.remember(token, data, true)
	return nil
}

// Delete is part of scs.Store. It is announced, so that streams of the session end
// wherever they are open.
func (s *sessions) Delete(token string) error {
	s.remember(token, nil, false)
	if err := s.db.fresh(func() error { return s.kept.Delete(token) }); err != nil {
		return translate(err)
	}
	s.db.announcer.tell([]string{Announcement{Stream: SessionStream(token), Verb: sessionEnded}.String()})
	return nil
}

const sessionEnded = "session.ended"

// SessionStream is where the end of a session is announced. Any role of the database
// can listen, so not even the hash that the session is found by is said.
func SessionStream(hashed string) string { return "session:" + HashToken(hashed)[:32] }

func (s *sessions) remember(token string, data []byte, found bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !found {
		delete(s.seen, token)
		return
	}
	if len(s.seen) > 10_000 { // forget everything old rather than grow
		for t, known := range s.seen {
			if time.Since(known.at) >= sessionAge {
				delete(s.seen, t)
			}
		}
	}
	s.seen[token] = seenSession{data: data, at: time.Now()}
}
