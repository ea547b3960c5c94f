// Load for etcd: keeps a number of operations in flight for some seconds, and prints one line of
// JSON that says how many were completed and how long they took.
//
//	etcdload -endpoints HOST:PORT,... -mode put|transfer -in-flight N -seconds S
//
// It is a closed loop, as every load of this folder: whoever got an answer asks again at once.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"sort"
	"strings"
	"sync"
	"syscall"
	"time"
)

type settings struct {
	endpoints   []string
	mode        string
	inFlight    int
	seconds     float64
	warmup      float64
	connections int
	to          string
	reads       string
	accounts    int
	valueBytes  int
}

// What is printed; the times are in milliseconds.
type result struct {
	PerSecond   float64 `json:"per_s"`
	Completed   int     `json:"completed"`
	Conflicts   int64   `json:"conflicts"`
	P50         float64 `json:"p50_ms"`
	P99         float64 `json:"p99_ms"`
	Max         float64 `json:"max_ms"`
	ClientCores float64 `json:"client_cores"`
	Connections int     `json:"connections"`
	To          string  `json:"to"`
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("etcdload: ")
	given := arguments()
	work, err := begin(given)
	if err != nil {
		log.Fatal(err)
	}
	found, err := measure(given, work)
	if err != nil {
		log.Fatal(err)
	}
	if err := work.check(); err != nil {
		log.Fatal(err)
	}
	line, err := json.Marshal(found)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(line))
}

func arguments() settings {
	var given settings
	endpoints := flag.String("endpoints", "", "the members' client addresses, with commas")
	flag.StringVar(&given.mode, "mode", "put", "put or transfer")
	flag.IntVar(&given.inFlight, "in-flight", 10, "operations under way at any time")
	flag.Float64Var(&given.seconds, "seconds", 5, "how long is measured")
	flag.Float64Var(&given.warmup, "warmup", 1, "seconds before that, which do not count")
	flag.IntVar(&given.connections, "connections", 5, "clients, each with its connections")
	flag.StringVar(&given.to, "to", "leader", "leader, or all: who is asked")
	flag.StringVar(&given.reads, "reads", "linearizable", "linearizable or serializable")
	flag.IntVar(&given.accounts, "accounts", 1000, "keys")
	flag.IntVar(&given.valueBytes, "value-bytes", 100, "bytes of a single put")
	flag.Parse()
	given.endpoints = strings.Split(*endpoints, ",")
	isRight := *endpoints != "" && given.inFlight > 0 && given.seconds > 0 && given.warmup >= 0 &&
		given.connections > 0 && given.accounts > 1 && given.valueBytes > 0 &&
		(given.mode == "put" || given.mode == "transfer") &&
		(given.to == "leader" || given.to == "all")
	if !isRight || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	return given
}

// measure lets `inFlight` loops work, and counts what ends between the warm-up and the end.
func measure(given settings, work *workload) (result, error) {
	begin := time.Now().Add(time.Duration(given.warmup * float64(time.Second)))
	end := begin.Add(time.Duration(given.seconds * float64(time.Second)))
	latencies := make([][]time.Duration, given.inFlight)
	failures := make(chan error, given.inFlight)
	// What does not end soon after the end never will.
	ctx, cancel := context.WithDeadline(context.Background(), end.Add(20*time.Second))
	defer cancel()

	var loops sync.WaitGroup
	for number := 0; number < given.inFlight; number++ {
		loops.Add(1)
		go func(number int) {
			defer loops.Done()
			one := work.worker(number)
			for {
				asked := time.Now()
				if !asked.Before(end) {
					return
				}
				if err := one.operate(ctx, begin); err != nil {
					failures <- err
					return
				}
				answered := time.Now()
				if answered.After(begin) && answered.Before(end) {
					latencies[number] = append(latencies[number], answered.Sub(asked))
				}
			}
		}(number)
	}
	time.Sleep(time.Until(begin))
	before := processorSeconds()
	time.Sleep(time.Until(end))
	used := processorSeconds() - before
	loops.Wait()
	close(failures)
	if err := <-failures; err != nil {
		return result{}, fmt.Errorf("%s failed: %w", given.mode, err)
	}

	var all []time.Duration
	for _, some := range latencies {
		all = append(all, some...)
	}
	if len(all) == 0 {
		return result{}, fmt.Errorf("no %s was completed", given.mode)
	}
	sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
	return result{
		PerSecond:   float64(len(all)) / given.seconds,
		Completed:   len(all),
		Conflicts:   work.conflicts.Load(),
		P50:         milliseconds(all[len(all)/2]),
		P99:         milliseconds(all[len(all)*99/100]),
		Max:         milliseconds(all[len(all)-1]),
		ClientCores: used / given.seconds,
		Connections: given.connections,
		To:          given.to,
	}, nil
}

func milliseconds(duration time.Duration) float64 {
	return float64(duration.Microseconds()) / 1000
}

// processorSeconds is what this program has used so far: a load program that needs as much as the
// members would be part of what is measured.
func processorSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	seconds := func(value syscall.Timeval) float64 {
		return float64(value.Sec) + float64(value.Usec)/1e6
	}
	return seconds(usage.Utime) + seconds(usage.Stime)
}
