------------------------------- MODULE Trace -------------------------------
(***************************************************************************)
(* Is what a cluster of the simulator did a behaviour of MultiPaxos.tla?   *)
(*                                                                         *)
(* `paxosbank simulate --model` writes the module Traces: for each run the *)
(* steps that the simulator claims its nodes took, and what each node held *)
(* after its turns. A step is taken here only if the action is enabled and *)
(* leads to what was seen. Where no step can be taken before the end, TLC  *)
(* reports a deadlock: that run is no behaviour of the specification.      *)
(*                                                                         *)
(* The first word of a run names the owner of each ballot. Any other is a  *)
(* step: the letter of an action; node, ballot, slot; how much of what was *)
(* seen follows: promise, checkpoint, committed slot, and for each slot    *)
(* after the checkpoint the ballot it is held in and the ballot it was     *)
(* proposed in first. All are digits of base 64.                           *)
(***************************************************************************)
EXTENDS MultiPaxos, Traces

VARIABLES
  run,     \* which run of TraceSteps
  place    \* where the next word begins

Digits == "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+="
Value == [c \in {SubSeq(Digits, i, i) : i \in 1..64} |->
            CHOOSE i \in 0..63 : SubSeq(Digits, i + 1, i + 1) = c]
Digit(text, i) == Value[SubSeq(text, i, i)]

\* The digits after the first one's place that describe what was seen.
SeenLength(n) == IF n = 0 THEN 0 ELSE 2 * n + 1

\* A leader sees what it proposed before it is flushed.
Shown(a, s) ==
  LET mine == {b \in Ballots : owner[b] = a /\ Leads(b) /\ through[a][b] < s /\ s <= end[b]}
  IN IF mine = {} THEN Held(a, s) ELSE <<Max(mine), Latest(Max(mine), s)>>

\* What was seen of slot s, at the place i of its two digits.
Recorded(text, i, s) ==
  LET b == Digit(text, i)
      origin == Digit(text, i + 1)
  IN IF b = 0 THEN Nothing ELSE <<b, IF origin = 63 THEN NoOp ELSE Command(origin, s)>>

\* Is node a as it was seen?
IsSeen(a, text, i, n) ==
  LET k == Digit(text, i + 1)
      known == Digit(text, i + 2)
  IN
  /\ promised[a] = Digit(text, i)
  /\ checkpoint[a] = k
  /\ Committed(a) = known
  /\ \A s \in k + 1..NS :
       LET seen == IF s - k < n THEN Recorded(text, i + 1 + 2 * (s - k), s) ELSE Nothing IN
       /\ Shown(a, s) = seen
       /\ s <= known => executed[a][s] = seen[2]

Act(kind, a, b, s) ==
  CASE kind = "S" -> owner[b] = a /\ Stand(b)
    [] kind = "P" -> Promise(a, b)
    [] kind = "L" -> owner[b] = a /\ Lead(b)
    [] kind = "F" -> Follow(a, b)
    [] kind = "H" -> \/ Follow(a, b)
                     \/ ~ ENABLED Follow(a, b) /\ promised[a] = b /\ UNCHANGED vars
    [] kind = "N" -> owner[b] = a /\ Propose(b)
    [] kind = "D" -> owner[b] = a /\ Flush(b)
    [] kind = "A" -> Accept(a, b, s)
    [] kind = "C" -> owner[b] = a /\ Count(b)
    [] kind = "M" -> Commit(a, b)
    [] kind = "E" -> (\E p \in Nodes : Learn(a, p)) /\ Held(a, s)'[1] = b
    [] kind = "K" -> TakeCheckpoint(a) /\ checkpoint'[a] = s
    [] kind = "T" -> (\E p \in Nodes : Fetch(a, p)) /\ checkpoint'[a] = s
    [] kind = "X" -> Crash(a) /\ Len(executed'[a]) = s
    [] OTHER -> UNCHANGED vars

Step(text, i) ==
  LET a == Digit(text, i + 1)
      n == Digit(text, i + 4)
  IN
  /\ Act(SubSeq(text, i, i), a, Digit(text, i + 2), Digit(text, i + 3))
  /\ n > 0 => IsSeen(a, text, i + 5, n)'
  /\ place' = i + 6 + SeenLength(n)

AtEnd == place > Len(TraceSteps[run])

TraceInit ==
  /\ run \in DOMAIN TraceSteps
  /\ place = NB + 2
  /\ owner = [b \in Ballots |-> Digit(TraceSteps[run], b)]
  /\ Beginning

\* \E makes constants of the variables: IsSeen' is about the next state, and
\* reads the same word.
TraceNext ==
  IF AtEnd THEN UNCHANGED <<vars, run, place>>
  ELSE /\ \E r \in {run}, i \in {place} : Step(TraceSteps[r], i)
       /\ UNCHANGED run

TraceSpec == TraceInit /\ [][TraceNext]_<<vars, run, place>>

\* The steps leave no choice but of whom something was learned from.
Position == <<run, place>>

\* For traces that were tampered with.
IsRefused == ~ AtEnd

\* At the end of a run nobody disagrees, here either.
EndsWell == AtEnd => Agreement /\ ExecutionPrefix /\ ExecutedIsChosen
=============================================================================
