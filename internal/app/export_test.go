package app

// Pause lets a test stop the process between the steps of sealing.
func (a *App) Pause(at func(step string)) { a.Jobs.stop = at }
