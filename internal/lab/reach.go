package lab

// single takes grades in different activities, one learner in each, and changes
// every one.
func single(b *breaker, need wish, change func(*score)) (claim, error) {
	scores, err := b.takeCells(need)
	if err != nil {
		return nil, err
	}
	for _, s := range scores {
		change(s)
	}
	return exactly(scores), nil
}

// wholeLearners takes learners, stops every grade of theirs and changes the
// accounts.
func wholeLearners(b *breaker, n int, change func(*account)) (claim, error) {
	accounts, err := b.takeLearners(n)
	if err != nil {
		return nil, err
	}
	for _, acc := range accounts {
		for _, s := range b.w.scoresOf(acc) {
			b.w.stop(s)
		}
		change(acc)
	}
	return b.allOf(accounts), nil
}

// allOf claims every score of the accounts.
func (b *breaker) allOf(accounts []*account) claim {
	return func() []*score {
		var out []*score
		for _, acc := range accounts {
			out = append(out, b.w.scoresOf(acc)...)
		}
		return out
	}
}

// wholeActivity takes an activity and changes it. When nothing was ever sent to
// it, its grades go first.
func wholeActivity(b *breaker, version string, sent bool, change func(*activity)) (claim, error) {
	a, err := b.takeActivity(version)
	if err != nil {
		return nil, err
	}
	if !sent {
		b.stopAll(a)
	}
	change(a)
	return b.all(a), nil
}

// all claims every score of an activity.
func (b *breaker) all(a *activity) claim {
	return func() []*score { return b.w.scoresIn(a) }
}

// stopAll makes a whole activity one to which nothing was ever sent.
func (b *breaker) stopAll(a *activity) {
	for _, s := range b.w.scoresIn(a) {
		b.w.stop(s)
	}
}

// launchesInto lists all launches of an activity.
func (b *breaker) launchesInto(a *activity) []*launch {
	return b.w.launchesWhere(func(l *launch) bool { return l.activity == a })
}
