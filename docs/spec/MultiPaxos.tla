----------------------------- MODULE MultiPaxos -----------------------------
(***************************************************************************)
(* The protocol of docs/PROTOCOL.md: one log of many slots, agreed on      *)
(* under a stable leader. Nobody loses a disk here; Rejoin.tla has that.   *)
(*                                                                         *)
(*   unused --Stand--> asked --Lead--> leads            a ballot's life    *)
(*                       \______________/ \--Crash, Stand--> over          *)
(*                                                                         *)
(* Stand     The owner of a ballot sends PREPARE.                          *)
(* Promise   An acceptor answers with one page of what it holds.           *)
(* Lead      With a quorum's last pages the owner promises itself and      *)
(*           sends NEW_VIEW: every slot from its first uncommitted one to  *)
(*           the last reported, a no-op where the quorum reported nothing. *)
(* Propose   The leader gives the next slot a command, and sends ACCEPT    *)
(*           before its own copy is flushed.                               *)
(* Accept    NEW_VIEW or ACCEPT brings an acceptor one slot.               *)
(* Count     The leader has ACCEPTED from a quorum: it commits, executes,  *)
(*           and says so in COMMIT.                                        *)
(* Commit    A follower believes that, for what it holds in that ballot.   *)
(* Learn     ENTRIES. Fetch: a snapshot.                                   *)
(*                                                                         *)
(* A message that was said may be heard at any later time, often, or       *)
(* never. What a follower does in a turn is one step: it says nothing      *)
(* before its flush, so a crash before the flush is a crash before the     *)
(* turn. Only a leader is ahead of its disk, by what it proposed. A crash  *)
(* keeps the disk; the process is started again in the same step.          *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS
  N,           \* members are 1..N
  NB,          \* ballots are 1..NB
  NS,          \* slots are 1..NS
  PageSize,    \* so many entries are on a page of a PROMISE, at most
  Features,    \* what can happen beside: a subset of AllFeatures
  Mutant       \* one planted mistake, or "none"

\* "crash": a process may die. "hint": it may have forgotten then how much of
\* its log is committed. "learn": ENTRIES. "checkpoint": snapshots.
AllFeatures == {"crash", "hint", "learn", "checkpoint"}
ASSUME Features \subseteq AllFeatures

Nodes == 1..N
Ballots == 1..NB
Slots == 1..NS
Quorum == (Cardinality(Nodes) \div 2) + 1
Quorums == {Q \in SUBSET Nodes : Cardinality(Q) = Quorum}

\* A command is named by the ballot and slot that it was proposed in first.
\* Only with the mutant "reuse-ballot" there may be a second one.
Command(b, s) == 2 * NB * (s - 1) + b
Second(b, s) == Command(b, s) + NB
NoOp == 2 * NB * NS + 1
Entries == 1..NoOp

\* What nobody holds: less than every vote.
Nothing == <<0, 0>>

Max(S) == CHOOSE x \in S : \A y \in S : y <= x
Larger(x, y) == IF x > y THEN x ELSE y

VARIABLES
  owner,       \* ballot -> whose it is; never changes
  \* What a node has on disk.
  promised,    \* node -> the highest ballot it promised or accepted in
  votes,       \* node, slot -> every <<ballot, entry>> it ever held
  checkpoint,  \* node -> every slot through this one is only in a snapshot
  \* What a node has in memory.
  executed,    \* node -> the entries it executed, of slots 1, 2, ...
  phase,       \* ballot -> "unused", "asked", "leads" or "over"
  pages,       \* ballot, node -> the pages of its PROMISE
  end,         \* ballot -> the last slot its leader proposed in
  \* What was said.
  first,       \* ballot -> first slot of its view, 0 before NEW_VIEW
  last,        \* ballot -> last slot of its view, first - 1 if it is empty
  proposed,    \* ballot, slot -> the entries in its NEW_VIEW and ACCEPTs
  through,     \* node, ballot -> its furthest ACCEPTED; the owner's: flushed
  told         \* ballot -> the furthest COMMIT

view == <<first, last, end>>
vars == <<owner, promised, votes, checkpoint, executed, phase, pages, view,
          proposed, through, told>>

\* The pages that came, together: the slot the next one must begin at, 0 if
\* none was asked for; whether it was the last one.
NoPages == [next |-> 0, done |-> FALSE, checkpoint |-> 0,
            log |-> [s \in Slots |-> Nothing]]

\* Every way to give the ballots to nodes, but for the nodes' names: a node
\* that owns no lower ballot has the next number. This is all the symmetry
\* there is, and costs nothing.
Owners ==
  {f \in [Ballots -> Nodes] :
     \A b \in Ballots : f[b] <= Max({0} \cup {f[x] : x \in 1..b - 1}) + 1}

\* Nothing has happened yet.
Beginning ==
  /\ promised = [a \in Nodes |-> 0]
  /\ votes = [a \in Nodes |-> [s \in Slots |-> {}]]
  /\ checkpoint = [a \in Nodes |-> 0]
  /\ executed = [a \in Nodes |-> << >>]
  /\ phase = [b \in Ballots |-> "unused"]
  /\ pages = [b \in Ballots |-> [a \in Nodes |-> NoPages]]
  /\ end = [b \in Ballots |-> 0]
  /\ first = [b \in Ballots |-> 0]
  /\ last = [b \in Ballots |-> 0]
  /\ proposed = [b \in Ballots |-> [s \in Slots |-> {}]]
  /\ through = [a \in Nodes |-> [b \in Ballots |-> 0]]
  /\ told = [b \in Ballots |-> 0]

Init == owner \in Owners /\ Beginning

-----------------------------------------------------------------------------
(* What follows from the state.                                            *)

Committed(a) == Len(executed[a])

Highest(S) == IF S = {} THEN Nothing
              ELSE CHOOSE v \in S : \A w \in S : w[1] <= v[1]

\* What a node still holds in a slot: a checkpoint keeps no entries.
Held(a, s) == IF s <= checkpoint[a] THEN Nothing ELSE Highest(votes[a][s])

Leads(b) == phase[b] = "leads" /\ promised[owner[b]] = b
IsLeader(a) == \E b \in Ballots : owner[b] = a /\ Leads(b)

\* What the leader itself holds of its proposals: the last it made.
Latest(b, s) == Max(proposed[b][s])

\* A leader has proposed what is not on its disk yet. Whatever it does as an
\* acceptor it does after the flush.
Unflushed(a) ==
  \E b \in Ballots : owner[b] = a /\ Leads(b) /\ through[a][b] < end[b]

\* How far a node that holds `mine` and knows `known` to be committed holds
\* b's view and what follows it, without a gap.
HeldThrough(b, mine, known) ==
  LET holds(s) == \E v \in mine[s] : v[1] = b IN
  IF Mutant = "accepted-through-hole"
  THEN Max({first[b] - 1, known} \cup {s \in Slots : holds(s)})
  ELSE Max({first[b] - 1, known} \cup
           {t \in Slots : \A s \in Larger(first[b], known + 1)..t : holds(s)})

\* ACCEPTED, if the node follows a leader. It may be sent again at any time,
\* since NEW_VIEW may come again.
Said(a, b, mine, known) ==
  IF b = 0 \/ first[b] = 0 \/ a = owner[b] THEN through[a]
  ELSE [through[a] EXCEPT ![b] = Larger(@, HeldThrough(b, mine, known))]

\* A candidate whose own promise reaches its ballot has no use for PROMISEs.
\* Those mutants that take old ones need them.
Without(a, b) ==
  IF Mutant \in {"reuse-ballot", "stale-promise"} THEN pages
  ELSE [x \in Ballots |-> IF owner[x] = a /\ x <= b
                          THEN [n \in Nodes |-> NoPages] ELSE pages[x]]

-----------------------------------------------------------------------------
(* Elections.                                                              *)

\* A candidate asks in a ballot above all it used, and stops to lead. That the
\* ballot is used is durable before PREPARE leaves.
Stand(b) ==
  LET c == owner[b] IN
  /\ phase[b] = "unused" /\ ~ Unflushed(c)
  /\ promised[c] < b \/ (Mutant = "reuse-ballot" /\ promised[c] = b)
  /\ \A x \in Ballots : owner[x] = c /\ x > b => phase[x] = "unused"
  /\ phase' = [x \in Ballots |->
       IF x = b THEN "asked"
       ELSE IF owner[x] = c /\ phase[x] \in {"asked", "leads"} THEN "over"
       ELSE phase[x]]
  /\ pages' = [Without(c, b - 1) EXCEPT ![b] = [n \in Nodes |->
       IF @[n].next = 0 THEN [@[n] EXCEPT !.next = Committed(c) + 1] ELSE @[n]]]
  /\ UNCHANGED <<owner, promised, votes, checkpoint, executed, view, proposed,
                 through, told>>

\* `page` and one more of a node that holds `mine`, in slots above `kept`.
NextPage(page, mine, kept) ==
  LET rest == {s \in Slots : s >= page.next /\ s > kept /\ mine[s] /= {}}
      now == {s \in rest : Cardinality({t \in rest : t < s}) < PageSize}
      whole == now = rest \/ Mutant = "no-op-before-last-page"
  IN [next |-> IF whole THEN 0 ELSE Max(now) + 1,
      done |-> whole,
      checkpoint |-> Larger(page.checkpoint, kept),
      log |-> [s \in Slots |-> IF s \in now THEN Highest(mine[s]) ELSE page.log[s]]]

\* PREPARE reaches a, which promises and sends a page. The PREPARE that asks
\* for the next page is the same step again. The page arrives at once: what a
\* says of ballots below b does not change afterwards.
Promise(a, b) ==
  /\ a /= owner[b] /\ phase[b] /= "unused" /\ first[b] = 0
  /\ promised[a] <= b /\ ~ Unflushed(a)
  /\ promised[a] < b \/ (pages[b][a].next /= 0)
  /\ promised' = [promised EXCEPT ![a] = b]
  /\ pages' = IF pages[b][a].next = 0 THEN Without(a, b)
              ELSE [Without(a, b) EXCEPT ![b][a] = NextPage(@, votes[a], checkpoint[a])]
  /\ UNCHANGED <<owner, votes, checkpoint, executed, phase, view, proposed,
                 through, told>>

\* What the leader proposes in slot s of a view that begins at f, given what
\* was reported: one log a node.
EntryOf(logs, f, s) ==
  LET best == IF Mutant = "lowest-ballot-wins"
              THEN LET S == {l[s] : l \in logs} \ {Nothing} IN
                   IF S = {} THEN Nothing ELSE CHOOSE v \in S : \A w \in S : v[1] <= w[1]
              ELSE Highest({l[s] : l \in logs})
      reported == {t \in Slots : t >= f /\ \E l \in logs : l[t] /= Nothing}
      final == IF Mutant = "truncate-at-gap"
             THEN Max({f - 1} \cup {t \in Slots : f..t \subseteq reported})
             ELSE Max({f - 1} \cup reported)
  IN IF s < f \/ s > final THEN {}
     ELSE IF best = Nothing THEN {NoOp} ELSE {best[2]}

\* Whose PROMISEs may count for b, together with the owner's own.
Promisers(b) ==
  LET others == Nodes \ {owner[b]}
      enough == IF Mutant = "count-messages" THEN 1 ELSE Quorum - 1
  IN {S \in SUBSET others : Cardinality(S) >= enough}

\* The ballots whose PROMISEs may count for b.
Counting(b) ==
  IF Mutant = "stale-promise" THEN {x \in 1..b : owner[x] = owner[b]} ELSE {b}

\* The candidate has a quorum: its own promise takes effect and it accepts its
\* view, and both are flushed before NEW_VIEW leaves. A slot below a checkpoint
\* that was named must be known first.
Lead(b) ==
  LET c == owner[b] IN
  /\ phase[b] = "asked" /\ ~ Unflushed(c)
  /\ promised[c] < b \/ (Mutant = "reuse-ballot" /\ promised[c] = b)
  /\ \E S \in Promisers(b), x \in Counting(b) :
       /\ \A a \in S : pages[x][a].done
       /\ \/ \A a \in S : pages[x][a].checkpoint <= Committed(c)
          \/ Mutant = "checkpoint-ignored"
       /\ LET logs == {pages[x][a].log : a \in S} \cup {[s \in Slots |-> Held(c, s)]}
              f == Committed(c) + 1
              new == [s \in Slots |-> EntryOf(logs, f, s)]
              final == Max({f - 1} \cup {s \in Slots : new[s] /= {}})
          IN /\ proposed' = [proposed EXCEPT ![b] = [s \in Slots |-> @[s] \cup new[s]]]
             /\ first' = [first EXCEPT ![b] = f]
             /\ last' = [last EXCEPT ![b] = final]
             /\ end' = [end EXCEPT ![b] = final]
             /\ told' = [told EXCEPT ![b] = Larger(@, f - 1)]
             /\ through' = [through EXCEPT ![c][b] = final]
             /\ votes' = [votes EXCEPT ![c] = [s \in Slots |->
                  @[s] \cup {<<b, e>> : e \in new[s]}]]
  /\ promised' = [promised EXCEPT ![c] = b]
  /\ phase' = [phase EXCEPT ![b] = "leads"]
  /\ pages' = Without(c, b)
  /\ UNCHANGED <<owner, checkpoint, executed>>

\* May a, as an acceptor, obey the leader of b?
MayObey(a, b) == promised[a] <= b \/ Mutant = "lower-view-obeyed"

\* NEW_VIEW of an empty view, or of what is committed here, or a HEARTBEAT, is
\* heard.
Follow(a, b) ==
  /\ a /= owner[b] /\ first[b] /= 0 /\ MayObey(a, b) /\ ~ Unflushed(a)
  /\ promised[a] /= b \/ Said(a, b, votes[a], Committed(a)) /= through[a]
  /\ promised' = [promised EXCEPT ![a] = b]
  /\ pages' = Without(a, b)
  /\ through' = [through EXCEPT ![a] = Said(a, b, votes[a], Committed(a))]
  /\ UNCHANGED <<owner, votes, checkpoint, executed, phase, view, proposed, told>>

-----------------------------------------------------------------------------
(* Normal operation.                                                       *)

\* The view is executed: the leader gives a command the next slot.
Propose(b) ==
  LET s == end[b] + 1 IN
  /\ Leads(b) /\ s \in Slots /\ Committed(owner[b]) >= last[b]
  /\ proposed' = [proposed EXCEPT ![b][s] = @ \cup
       {IF Command(b, s) \in @ THEN Second(b, s) ELSE Command(b, s)}]
  /\ end' = [end EXCEPT ![b] = s]
  /\ UNCHANGED <<owner, promised, votes, checkpoint, executed, phase, pages,
                 first, last, through, told>>

\* What the leader proposed is on its disk: its own vote.
Flush(b) ==
  LET c == owner[b] IN
  /\ Leads(b) /\ through[c][b] < end[b]
  /\ votes' = [votes EXCEPT ![c] = [s \in Slots |->
       IF s \in through[c][b] + 1..end[b] THEN @[s] \cup {<<b, Latest(b, s)>>} ELSE @[s]]]
  /\ through' = [through EXCEPT ![c][b] = end[b]]
  /\ UNCHANGED <<owner, promised, checkpoint, executed, phase, pages, view,
                 proposed, told>>

\* One slot of a NEW_VIEW or ACCEPT, in any order. What is held in a higher
\* ballot was learned to be chosen and stays.
Accept(a, b, s) ==
  /\ proposed[b][s] /= {} /\ a /= owner[b] /\ MayObey(a, b) /\ s > checkpoint[a]
  /\ \/ Held(a, s)[1] < b
     \/ Mutant = "accept-without-promise" /\ Held(a, s)[1] /= b /\ s > Committed(a)
  /\ ~ Unflushed(a)
  /\ \E e \in proposed[b][s] :
       LET mine == [votes[a] EXCEPT ![s] = {v \in @ : v[1] < b} \cup {<<b, e>>}] IN
       /\ votes' = [votes EXCEPT ![a] = mine]
       /\ through' = [through EXCEPT ![a] = Said(a, b, mine, Committed(a))]
  /\ promised' = [promised EXCEPT ![a] =
       IF Mutant = "accept-without-promise" THEN @ ELSE b]
  /\ pages' = Without(a, b)
  /\ UNCHANGED <<owner, checkpoint, executed, phase, view, proposed, told>>

\* Who has acknowledged slot s to the leader of b, the leader included.
Acknowledged(b, s) ==
  {a \in Nodes : \/ through[a][b] >= s
                 \/ Mutant = "leader-counts-unflushed" /\ a = owner[b]}

\* The leader's own vote is one of many: it may come last.
Count(b) ==
  LET c == owner[b]
      s == Committed(c) + 1
  IN
  /\ Leads(b) /\ s <= end[b]
  /\ Cardinality(Acknowledged(b, s)) >= Quorum
  /\ executed' = [executed EXCEPT ![c] = Append(@, Latest(b, s))]
  /\ told' = [told EXCEPT ![b] = s]
  /\ UNCHANGED <<owner, promised, votes, checkpoint, phase, pages, view,
                 proposed, through>>

\* COMMIT, or the watermark of an ACCEPT or HEARTBEAT.
Commit(a, b) ==
  /\ told[b] > Committed(a) /\ a /= owner[b] /\ promised[a] <= b
  /\ ~ Unflushed(a)
  /\ \E s \in Committed(a) + 1..told[b] :
       LET e == Held(a, s)[2]
           done == Append(executed[a], e)
       IN
       /\ s = Committed(a) + 1 \/ Mutant = "execute-past-hole"
       /\ s >= first[b]
       /\ Held(a, s)[1] = b \/ (Mutant = "commit-any-ballot" /\ Held(a, s) /= Nothing)
       /\ executed' = [executed EXCEPT ![a] = done]
       /\ through' = [through EXCEPT ![a] = Said(a, b, votes[a], Len(done))]
  /\ promised' = [promised EXCEPT ![a] = b]
  /\ pages' = Without(a, b)
  /\ UNCHANGED <<owner, votes, checkpoint, phase, view, proposed, told>>

\* ENTRIES: a learns the next slot from one that committed it, and files it in
\* a ballot that one held it in. That is no vote, and raises no promise.
Learn(a, p) ==
  LET s == Committed(a) + 1 IN
  /\ "learn" \in Features /\ a /= p /\ ~ IsLeader(a)
  /\ s <= Committed(p)
  /\ \E v \in {w \in votes[p][s] : w[2] = executed[p][s]} :
     LET mine == [votes[a] EXCEPT ![s] = IF v[1] > Held(a, s)[1] THEN @ \cup {v} ELSE @]
     IN /\ votes' = [votes EXCEPT ![a] = mine]
        /\ executed' = [executed EXCEPT ![a] = Append(@, v[2])]
        /\ through' = [through EXCEPT ![a] = Said(a, promised[a], mine, s)]
  /\ UNCHANGED <<owner, promised, checkpoint, phase, pages, view, proposed, told>>

-----------------------------------------------------------------------------
(* Checkpoints and crashes.                                                *)

\* A snapshot of what was executed some time ago is durable, and its entries
\* are dropped.
TakeCheckpoint(a) ==
  /\ "checkpoint" \in Features
  /\ \E k \in checkpoint[a] + 1..Committed(a) : checkpoint' = [checkpoint EXCEPT ![a] = k]
  /\ UNCHANGED <<owner, promised, votes, executed, phase, pages, view, proposed,
                 through, told>>

\* Who is far behind fetches a snapshot. It may be on its way for long, and its
\* owner keeps an older one, too, and the entries behind that.
Fetch(a, p) ==
  /\ "checkpoint" \in Features /\ ~ IsLeader(a)
  /\ \E k \in Committed(a) + 1..Committed(p) :
     LET state == SubSeq(executed[p], 1, k) IN
     /\ executed' = [executed EXCEPT ![a] = state]
     /\ checkpoint' = [checkpoint EXCEPT ![a] = k]
     /\ through' = [through EXCEPT ![a] = Said(a, promised[a], votes[a], Len(state))]
  /\ UNCHANGED <<owner, promised, votes, phase, pages, view, proposed, told>>

\* The process dies and is started again: what was in memory only is gone, and
\* a ballot that it asked for or led is never used again. It goes on from what
\* the disk has, and may have forgotten how much of that is committed.
Crash(a) ==
  LET mine == {b \in Ballots : owner[b] = a /\ (phase[b] = "asked" \/ Leads(b))}
      here == {k \in checkpoint[a]..Committed(a) :
                 \A s \in checkpoint[a] + 1..k : votes[a][s] /= {}}
  IN
  /\ "crash" \in Features
  /\ \E k \in (IF "hint" \in Features THEN checkpoint[a]..Max(here) ELSE {Max(here)}) :
       /\ mine /= {} \/ k < Committed(a) \/ Mutant = "forget-promise"
       /\ executed' = [executed EXCEPT ![a] = SubSeq(@, 1, k)]
  /\ phase' = [b \in Ballots |->
       IF b \in mine THEN (IF Mutant = "reuse-ballot" THEN "unused" ELSE "over")
       ELSE phase[b]]
  /\ pages' = Without(a, NB)
  /\ promised' = IF Mutant = "forget-promise"
                 THEN [promised EXCEPT ![a] =
                   Max({0} \cup {v[1] : v \in UNION {votes[a][s] : s \in Slots}})]
                 ELSE promised
  /\ UNCHANGED <<owner, votes, checkpoint, view, proposed, through, told>>

\* A mutant only: in one turn a accepts slot s in ballot x and promises b, and
\* its PROMISE is made from what was flushed before the turn.
PromiseFromFlushed(a, b, x, s) ==
  /\ x < b /\ a /= owner[x] /\ a /= owner[b]
  /\ phase[b] = "asked" /\ pages[b][a].next /= 0
  /\ promised[a] <= x /\ ~ Unflushed(a) /\ Held(a, s)[1] < x /\ s > checkpoint[a]
  /\ \E e \in proposed[x][s] :
       LET mine == [votes[a] EXCEPT ![s] = @ \cup {<<x, e>>}] IN
       /\ votes' = [votes EXCEPT ![a] = mine]
       /\ through' = [through EXCEPT ![a] = Said(a, x, mine, Committed(a))]
  /\ promised' = [promised EXCEPT ![a] = b]
  /\ pages' = [Without(a, b) EXCEPT ![b][a] = NextPage(@, votes[a], checkpoint[a])]
  /\ UNCHANGED <<owner, checkpoint, executed, phase, view, proposed, told>>

-----------------------------------------------------------------------------
Next ==
  \/ \E b \in Ballots : Stand(b) \/ Lead(b) \/ Propose(b) \/ Flush(b) \/ Count(b)
  \/ \E a \in Nodes, b \in Ballots : Promise(a, b) \/ Follow(a, b) \/ Commit(a, b)
  \/ \E a \in Nodes, b \in Ballots, s \in Slots : Accept(a, b, s)
  \/ \E a \in Nodes, p \in Nodes : Learn(a, p) \/ Fetch(a, p)
  \/ \E a \in Nodes : TakeCheckpoint(a) \/ Crash(a)
  \/ /\ Mutant = "promise-from-flushed-state"
     /\ \E a \in Nodes, b \in Ballots, x \in Ballots, s \in Slots :
          PromiseFromFlushed(a, b, x, s)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
TypeOK ==
  /\ promised \in [Nodes -> 0..NB]
  /\ \A a \in Nodes, s \in Slots : votes[a][s] \subseteq Ballots \X Entries
  /\ checkpoint \in [Nodes -> 0..NS]
  /\ \A a \in Nodes : checkpoint[a] <= Committed(a) /\ Committed(a) <= NS
  /\ phase \in [Ballots -> {"unused", "asked", "leads", "over"}]
  /\ first \in [Ballots -> 0..NS + 1]
  /\ last \in [Ballots -> 0..NS]
  /\ proposed \in [Ballots -> [Slots -> SUBSET Entries]]
  /\ through \in [Nodes -> [Ballots -> 0..NS]]
  /\ told \in [Ballots -> 0..NS]

\* A quorum voted for it in one ballot, whoever knows.
Voted(s) == {v[2] : v \in UNION {votes[a][s] : a \in Nodes}}
IsChosen(s, e) ==
  \E b \in Ballots :
    Cardinality({a \in Nodes : <<b, e>> \in votes[a][s]}) >= Quorum

\* One entry a slot.
Agreement ==
  \A s \in Slots : \A e \in Voted(s), f \in Voted(s) :
    e < f => ~ (IsChosen(s, e) /\ IsChosen(s, f))

\* Whoever executes executes what was chosen, slot by slot...
ExecutedIsChosen ==
  \A a \in Nodes : \A s \in 1..Committed(a) : IsChosen(s, executed[a][s])

\* ... so that of two nodes one has executed a prefix of the other's.
ExecutionPrefix ==
  \A a \in Nodes, p \in Nodes :
    Committed(a) <= Committed(p) => executed[a] = SubSeq(executed[p], 1, Committed(a))

\* A leader proposes one entry a slot...
OneProposal == \A b \in Ballots, s \in Slots : Cardinality(proposed[b][s]) <= 1

\* ... and only one for which some quorum can no longer choose, in a lower
\* ballot, anything else.
ValueChoice ==
  \A b \in Ballots, s \in Slots : \A e \in proposed[b][s] : \A x \in 1..b - 1 :
    \E Q \in Quorums : \A a \in Q :
      promised[a] > x /\ \A v \in votes[a][s] : v[1] = x => v[2] = e

\* A view begins where everything is chosen, and what is proposed has no hole.
NoHoles ==
  \A b \in Ballots :
    IF first[b] = 0 THEN \A s \in Slots : proposed[b][s] = {}
    ELSE /\ \A s \in 1..first[b] - 1 : \E e \in Voted(s) : IsChosen(s, e)
         /\ \A s \in Slots : proposed[b][s] /= {} =>
              s >= first[b] /\ \A t \in first[b]..s : proposed[b][t] /= {}

\* What a node votes for is not above its promise, but for what it learned.
VotesWithinPromise ==
  \A a \in Nodes, s \in Slots : \A v \in votes[a][s] :
    v[1] <= promised[a] \/ IsChosen(s, v[2])

\* What was said is on disk: a PROMISE, ...
PromiseIsDurable ==
  \A b \in Ballots, a \in Nodes :
    pages[b][a].done => promised[a] >= b

\* ... and an ACCEPTED, but for what its sender knew to be chosen.
AcceptedIsDurable ==
  \A b \in Ballots, a \in Nodes : first[b] /= 0 =>
    \A s \in first[b]..through[a][b] :
      (\E v \in votes[a][s] : v[1] = b) \/ (\E e \in Voted(s) : IsChosen(s, e))

\* A promise never goes down, ...
PromiseRises == [][\A a \in Nodes : promised'[a] >= promised[a]]_promised

\* ... and nothing new is voted for below it, but what was learned.
VotesKeepPromise ==
  [][\A a \in Nodes : votes'[a] /= votes[a] =>
       \A s \in Slots : \A v \in votes'[a][s] \ votes[a][s] :
         v[1] >= promised[a] \/ IsChosen(s, v[2])]_votes
=============================================================================
