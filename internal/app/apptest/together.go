package apptest

import "sync"

// Together runs acts at the same time and returns their errors.
func Together(acts ...func() error) []error {
	out := make([]error, len(acts))
	var ready, done sync.WaitGroup
	ready.Add(1)
	for i, act := range acts {
		done.Go(func() {
			ready.Wait()
			out[i] = act()
		})
	}
	ready.Done()
	done.Wait()
	return out
}

// Succeeded counts the acts that did what they were asked.
func Succeeded(errs []error) int {
	n := 0
	for _, err := range errs {
		if err == nil {
			n++
		}
	}
	return n
}
