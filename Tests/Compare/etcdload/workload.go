package main

import (
	"context"
	"fmt"
	"math/rand"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"go.etcd.io/etcd/clientv3"
)

// What an account has in the beginning.
const openingBalance = 1000000

// How many puts go into one transaction; etcd refuses more than 128.
const putsPerTransactionMax = 100

// The clients that all loops share, and what they count together.
type workload struct {
	given     settings
	clients   []*clientv3.Client
	conflicts atomic.Int64
	value     string
}

// begin waits until the cluster answers, connects, and fills the accounts.
func begin(given settings) (*workload, error) {
	work := &workload{given: given, value: strings.Repeat("v", given.valueBytes)}
	leader, err := findLeader(given.endpoints)
	if err != nil {
		return nil, err
	}
	endpoints := given.endpoints
	if given.to == "leader" {
		endpoints = []string{leader}
	}
	for len(work.clients) < given.connections {
		client, err := connect(endpoints)
		if err != nil {
			return nil, err
		}
		work.clients = append(work.clients, client)
	}
	return work, work.fill()
}

func connect(endpoints []string) (*clientv3.Client, error) {
	return clientv3.New(clientv3.Config{Endpoints: endpoints, DialTimeout: 10 * time.Second})
}

// findLeader asks every member who it is and who leads, for 30 seconds at most, until all say the
// same.
func findLeader(endpoints []string) (string, error) {
	var last error
	for limit := time.Now().Add(30 * time.Second); time.Now().Before(limit); {
		leader, err := askForLeader(endpoints)
		if err == nil {
			return leader, nil
		}
		last = err
		time.Sleep(100 * time.Millisecond)
	}
	return "", fmt.Errorf("no leader: %w", last)
}

func askForLeader(endpoints []string) (string, error) {
	client, err := connect(endpoints)
	if err != nil {
		return "", err
	}
	defer client.Close()
	leaders := map[uint64]bool{}
	found := ""
	for _, endpoint := range endpoints {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		status, err := client.Status(ctx, endpoint)
		cancel()
		if err != nil {
			return "", err
		}
		leaders[status.Leader] = true
		if status.Leader == status.Header.MemberId {
			found = endpoint
		}
	}
	if len(leaders) != 1 || found == "" {
		return "", fmt.Errorf("the members do not agree on a leader")
	}
	return found, nil
}

func account(number int) string { return "account-" + strconv.Itoa(number) }

// fill gives every account its opening balance.
func (work *workload) fill() error {
	var puts []clientv3.Op
	for number := 0; number < work.given.accounts; number++ {
		puts = append(puts, clientv3.OpPut(account(number), strconv.Itoa(openingBalance)))
		if len(puts) < putsPerTransactionMax && number+1 < work.given.accounts {
			continue
		}
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		_, err := work.clients[0].Txn(ctx).Then(puts...).Commit()
		cancel()
		if err != nil {
			return fmt.Errorf("accounts: %w", err)
		}
		puts = puts[:0]
	}
	return nil
}

// check adds up the accounts after transfers: a load that lost money would have done other work.
func (work *workload) check() error {
	if work.given.mode != "transfer" {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	found, err := work.clients[0].Get(ctx, "account-", clientv3.WithPrefix())
	if err != nil {
		return err
	}
	sum := 0
	for _, pair := range found.Kvs {
		balance, err := strconv.Atoi(string(pair.Value))
		if err != nil {
			return err
		}
		sum += balance
	}
	if sum != work.given.accounts*openingBalance || len(found.Kvs) != work.given.accounts {
		return fmt.Errorf("%d accounts have %d in all: money is not conserved", len(found.Kvs), sum)
	}
	return nil
}

// One of the loops.
type worker struct {
	work   *workload
	client *clientv3.Client
	random *rand.Rand
}

func (work *workload) worker(number int) *worker {
	return &worker{
		work:   work,
		client: work.clients[number%len(work.clients)],
		random: rand.New(rand.NewSource(int64(number) + 1)),
	}
}

func (one *worker) operate(ctx context.Context, begin time.Time) error {
	if one.work.given.mode == "put" {
		key := account(one.random.Intn(one.work.given.accounts))
		_, err := one.client.Put(ctx, key, one.work.value)
		return err
	}
	from := one.random.Intn(one.work.given.accounts)
	to := one.random.Intn(one.work.given.accounts - 1)
	if to >= from {
		to++
	}
	return one.transfer(ctx, begin, account(from), account(to), 1+one.random.Intn(10))
}

// transfer reads both balances, writes both if neither was touched meanwhile, and begins again with
// what they are now if one was. The refusal brings the new balances with it, as in etcd's own STM.
func (one *worker) transfer(
	ctx context.Context, begin time.Time, from string, to string, amount int,
) error {
	reads := []clientv3.Op{clientv3.OpGet(from), clientv3.OpGet(to)}
	first := reads
	if one.work.given.reads == "serializable" {
		first = []clientv3.Op{
			clientv3.OpGet(from, clientv3.WithSerializable()),
			clientv3.OpGet(to, clientv3.WithSerializable()),
		}
	}
	answer, err := one.client.Txn(ctx).Then(first...).Commit()
	for {
		if err != nil {
			return err
		}
		source := answer.Responses[0].GetResponseRange().Kvs[0]
		target := answer.Responses[1].GetResponseRange().Kvs[0]
		sourceBalance, err := strconv.Atoi(string(source.Value))
		if err != nil {
			return err
		}
		targetBalance, err := strconv.Atoi(string(target.Value))
		if err != nil {
			return err
		}
		if sourceBalance < amount {
			return nil
		}
		answer, err = one.client.Txn(ctx).If(
			clientv3.Compare(clientv3.ModRevision(from), "=", source.ModRevision),
			clientv3.Compare(clientv3.ModRevision(to), "=", target.ModRevision),
		).Then(
			clientv3.OpPut(from, strconv.Itoa(sourceBalance-amount)),
			clientv3.OpPut(to, strconv.Itoa(targetBalance+amount)),
		).Else(reads...).Commit()
		if err != nil {
			return err
		}
		if answer.Succeeded {
			return nil
		}
		if time.Now().After(begin) {
			one.work.conflicts.Add(1)
		}
	}
}
