package canvas

import (
	"net/http"
	"sync"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// clock keeps how far the site's clock is ahead of ours.
type clock struct {
	mu    sync.Mutex
	ahead grade.Maybe[time.Duration]
}

// learn compares an answer's Date with the middle of the exchange.
func (c *clock) learn(date string, sent, received time.Time) {
	at, err := http.ParseTime(date)
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead = grade.Known(at.Sub(sent.Add(received.Sub(sent) / 2)).Round(time.Second))
}

func (c *clock) offset() grade.Maybe[time.Duration] {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ahead
}
