------------------------------- MODULE Rejoin -------------------------------
(***************************************************************************)
(* How a node that forgot everything comes back, with many slots.          *)
(*                                                                         *)
(* A node that lost its disk has forgotten what it promised and accepted.  *)
(* If it took part at once, quorums would no longer meet. It goes through  *)
(*                                                                         *)
(*    lost ------> asking ------> joined ------> full                      *)
(*         Ask            Join           Become                            *)
(*                                                                         *)
(* Ask     From a quorum of others it learns the highest life of its own   *)
(*         that they have noted, and takes the next one.                   *)
(* Note    A full node notes that life, durably, and answers with its own  *)
(*         life, its promise and all its notes. From then on each of its   *)
(*         PROMISEs carries the note.                                      *)
(* Join    A quorum of others has noted it, in lives that no answer knows  *)
(*         to be over: it takes the highest promise they named as its own  *)
(*         and as its floor, and the highest of their notes.               *)
(* Become  It holds a view of a ballot strictly above the floor, and knows *)
(*         that every slot below the view is committed, and what it is.    *)
(*         Only now does it acknowledge and promise again.                 *)
(*                                                                         *)
(* A candidate drops a PROMISE of a life below one that was noted.         *)
(*                                                                         *)
(* Messages are never lost from the model: whatever was said once may be   *)
(* heard at any later time, or never. README.md says what is left out.     *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS
  Nodes,       \* the members, a set of model values
  NB,          \* ballots are 1..NB
  NS,          \* slots are 1..NS
  MaxWipes,    \* so often may a disk be lost, at most
  Checkpoint,  \* whether a node drops what it knows committed from its log
  Mutant       \* one planted mistake, or "none"

Ballots == 1..NB
Slots == 1..NS
Quorum == (Cardinality(Nodes) \div 2) + 1
Others(x) == Nodes \ {x}

\* An entry is named by the ballot whose leader proposed it first. The no-op
\* is one and the same whoever proposes it. 0 stands for nothing.
NoOp == NB + 1

Max(S) == CHOOSE x \in S : \A y \in S : y <= x
Larger(x, y) == IF x > y THEN x ELSE y

VARIABLES
  \* What a node has on disk.
  promised,    \* node -> the highest ballot it promised or accepted in
  accepted,    \* node, slot -> the ballot it holds the slot in
  committed,   \* node -> every slot through this one is known to be chosen
  life,        \* node -> how often it forgot, as far as it knows
  notes,       \* node, other node -> the highest life of the other noted here
  state,       \* node -> "full", "lost", "asking" or "joined"
  floor,       \* node -> while joined: only ballots above this are obeyed
  \* What was said.
  answers,     \* node -> answers to it while it is asking
  promises,    \* ballot -> PROMISEs, until the view is made
  first,       \* ballot -> first slot of its view, 0 before there is a view
  last,        \* ballot -> last slot of its view, first - 1 if it is empty
  proposed,    \* ballot, slot -> the entry its leader proposes there
  through,     \* node, ballot -> its furthest ACCEPTED, whatever life it was
  \* Beside the protocol.
  owner,       \* ballot -> whose it is; never changes
  wipes        \* so many disks were lost

durable == <<promised, accepted, committed, life, notes, state, floor>>
said == <<answers, promises, first, last, proposed, through>>
vars == <<durable, said, owner, wipes>>

NoNotes == [x \in Nodes |-> 0]

Init ==
  /\ promised = [a \in Nodes |-> 0]
  /\ accepted = [a \in Nodes |-> [s \in Slots |-> 0]]
  /\ committed = [a \in Nodes |-> 0]
  /\ life = [a \in Nodes |-> 0]
  /\ notes = [a \in Nodes |-> NoNotes]
  /\ state = [a \in Nodes |-> "full"]
  /\ floor = [a \in Nodes |-> 0]
  /\ answers = [a \in Nodes |-> {}]
  /\ promises = [b \in Ballots |-> {}]
  /\ first = [b \in Ballots |-> 0]
  /\ last = [b \in Ballots |-> 0]
  /\ proposed = [b \in Ballots |-> [s \in Slots |-> 0]]
  /\ through = [a \in Nodes |-> [b \in Ballots |-> 0]]
  /\ owner \in [Ballots -> Nodes]
  /\ wipes = 0

-----------------------------------------------------------------------------
(* What follows from the messages alone.                                   *)

\* ACCEPTED is cumulative: it counts for the slots of the view, and for those
\* that this leader proposed after it.
Chosen(b, s) ==
  /\ first[b] /= 0 /\ first[b] <= s
  /\ proposed[b][s] /= 0
  /\ Cardinality({a \in Nodes : through[a][b] >= s}) >= Quorum

\* How far a node with this log holds b's view and what follows it, without a
\* gap. A slot that it knows to be committed counts, in whatever ballot.
HeldThrough(b, log, known) ==
  Max({first[b] - 1} \cup
      {t \in Slots : t >= first[b] /\
                     \A s \in first[b]..t : (log[s] = b \/ s <= known)})

\* What the node has acknowledged once it holds `log` and knows `known`. That
\* the message may be lost changes nothing: what is chosen is chosen by what
\* is on disk.
Acknowledged(a, b, log, known) ==
  IF b = 0 \/ first[b] = 0 THEN through[a]
  ELSE [through[a] EXCEPT ![b] = Larger(@, HeldThrough(b, log, known))]

\* May it answer the leader of b?
MayAcknowledge(a, b) ==
  \/ state[a] = "full"
  \/ (Mutant = "acknowledge-when-joined" /\ state[a] = "joined" /\ b > floor[a])

MayPromise(a) ==
  \/ state[a] = "full"
  \/ (Mutant = "promise-when-joined" /\ state[a] = "joined")

\* May it obey the leader of b while it is joined?
AboveFloor(x, b) ==
  IF Mutant = "floor-not-strict" THEN b >= floor[x] ELSE b > floor[x]

\* Is no member of S known, to another one, to have forgotten since?
NoneForgot(S) == \A x \in S, y \in S : x.life >= y.notes[x.from]

OfDistinctNodes(S) == Cardinality({x.from : x \in S}) = Cardinality(S)

-----------------------------------------------------------------------------
(* Agreement, as everybody does it.                                        *)

Report(a) ==
  [from |-> a, life |-> life[a], notes |-> notes[a],
   checkpoint |-> IF Checkpoint THEN committed[a] ELSE 0,
   log |-> [s \in Slots |->
            IF Checkpoint /\ s <= committed[a] THEN 0 ELSE accepted[a][s]]]

\* The PREPARE of b reaches a; or, if the view is made, any message of b that
\* makes a follow its leader.
Promise(a, b) ==
  /\ MayPromise(a) /\ promised[a] < b /\ a /= owner[b]
  /\ promised' = [promised EXCEPT ![a] = b]
  /\ promises' = IF first[b] = 0
                 THEN [promises EXCEPT ![b] = @ \cup {Report(a)}] ELSE promises
  /\ through' = [through EXCEPT ![a] = Acknowledged(a, b, accepted[a], committed[a])]
  /\ UNCHANGED <<accepted, committed, life, notes, state, floor, answers,
                 first, last, proposed, owner, wipes>>

\* What the leader of a view that begins at f proposes in slot s: the entry of
\* the highest ballot reported, a no-op in a gap, nothing above all reports.
EntryOf(S, f, s) ==
  LET ballot == Max({m.log[s] : m \in S})
      end == Max({0} \cup {t \in Slots : \E m \in S : m.log[t] /= 0})
  IN IF s < f \/ s > end THEN 0
     ELSE IF ballot = 0 THEN NoOp ELSE proposed[ballot][s]

\* The owner of b has a quorum: its own promise takes effect in this step.
View(b) ==
  LET c == owner[b] IN
  /\ MayPromise(c) /\ promised[c] < b /\ first[b] = 0
  /\ \E M \in SUBSET promises[b] :
       LET S == M \cup {Report(c)} IN
       /\ Cardinality(S) = Quorum /\ OfDistinctNodes(S)
       /\ NoneForgot(S) \/ Mutant = "lives-not-compared"
       /\ \/ \A m \in S : m.checkpoint <= committed[c]
          \/ Mutant = "checkpoint-ignored"
       /\ LET f == committed[c] + 1
              entries == [s \in Slots |-> EntryOf(S, f, s)]
          IN /\ proposed' = [proposed EXCEPT ![b] = entries]
             /\ first' = [first EXCEPT ![b] = f]
             /\ last' = [last EXCEPT ![b] =
                  Max({f - 1} \cup {s \in Slots : entries[s] /= 0})]
  /\ promised' = [promised EXCEPT ![c] = b]
  /\ promises' = [promises EXCEPT ![b] = {}]   \* of no use any more
  /\ UNCHANGED <<accepted, committed, life, notes, state, floor, answers,
                 through, owner, wipes>>

\* The leader of b gives a new request the next slot.
Propose(b, s) ==
  /\ first[b] /= 0 /\ state[owner[b]] = "full" /\ promised[owner[b]] = b
  /\ s > last[b] /\ proposed[b][s] = 0
  /\ \A t \in last[b] + 1..s - 1 : proposed[b][t] /= 0
  /\ proposed' = [proposed EXCEPT ![b][s] = b]
  /\ UNCHANGED <<durable, answers, promises, first, last, through, owner, wipes>>

\* NEW_VIEW or ACCEPT brings one slot to a node, in any order; the leader's
\* own copy is one of them. A slot that is held in a higher ballot was learned
\* as committed and stays.
Accept(a, b, s) ==
  /\ proposed[b][s] /= 0 /\ promised[a] <= b /\ accepted[a][s] < b
  /\ \/ state[a] = "full"
     \/ state[a] = "joined" /\ AboveFloor(a, b)
  /\ LET log == [accepted[a] EXCEPT ![s] = b] IN
     /\ accepted' = [accepted EXCEPT ![a] = log]
     /\ through' = IF MayAcknowledge(a, b)
                   THEN [through EXCEPT ![a] = Acknowledged(a, b, log, committed[a])]
                   ELSE through
  /\ promised' = [promised EXCEPT ![a] = b]
  /\ UNCHANGED <<committed, life, notes, state, floor, answers, promises,
                 first, last, proposed, owner, wipes>>

Knows(a, s, b) ==
  LET log == [accepted[a] EXCEPT ![s] = Larger(@, b)] IN
  /\ accepted' = [accepted EXCEPT ![a] = log]
  /\ committed' = [committed EXCEPT ![a] = s]
  /\ through' = IF MayAcknowledge(a, promised[a])
                THEN [through EXCEPT ![a] = Acknowledged(a, promised[a], log, s)]
                ELSE through
  /\ UNCHANGED <<promised, life, notes, state, floor, answers, promises,
                 first, last, proposed, owner, wipes>>

\* A node hears that the next slot is chosen in the ballot it holds it in.
Commit(a, s) ==
  /\ s = committed[a] + 1 /\ accepted[a][s] /= 0
  /\ Chosen(accepted[a][s], s)
  /\ Knows(a, s, accepted[a][s])

\* ENTRIES: a node learns the next slot from one that knows it committed, and
\* files it in the ballot that one held it in. A checkpoint is many of these.
Learn(a, p, s) ==
  /\ a /= p /\ state[a] \in {"full", "joined"}
  /\ s = committed[a] + 1 /\ s <= committed[p]
  /\ Knows(a, s, accepted[p][s])

-----------------------------------------------------------------------------
(* Forgetting, and the way back.                                           *)

\* The disk is lost; also in the middle of coming back.
Wipe(a) ==
  /\ wipes < MaxWipes
  /\ wipes' = wipes + 1
  /\ promised' = [promised EXCEPT ![a] = 0]
  /\ accepted' = [accepted EXCEPT ![a] = [s \in Slots |-> 0]]
  /\ committed' = [committed EXCEPT ![a] = 0]
  /\ life' = [life EXCEPT ![a] = 0]
  /\ notes' = [notes EXCEPT ![a] = NoNotes]
  /\ state' = [state EXCEPT ![a] = IF Mutant = "takes-part-at-once" THEN "full" ELSE "lost"]
  /\ floor' = [floor EXCEPT ![a] = 0]
  /\ answers' = [answers EXCEPT ![a] = {}]   \* they name the process that asked
  /\ UNCHANGED <<promises, first, last, proposed, through, owner>>

Ask(x) ==
  /\ state[x] = "lost"
  /\ \E S \in SUBSET {p \in Others(x) : state[p] = "full" \/
                        Mutant = "forgetful-tells-lives"} :
       /\ Cardinality(S) = Quorum
       /\ LET highest == Max({notes[p][x] : p \in S}) IN
          life' = [life EXCEPT ![x] =
            IF Mutant = "life-not-above" THEN highest ELSE highest + 1]
  /\ state' = [state EXCEPT ![x] = "asking"]
  /\ UNCHANGED <<promised, accepted, committed, notes, floor, said, owner, wipes>>

\* One answer a life of p is enough: a later one can only name more.
Note(p, x) ==
  /\ p /= x /\ state[x] = "asking"
  /\ state[p] = "full" \/ (Mutant = "joined-node-notes" /\ state[p] = "joined")
  /\ ~ \E r \in answers[x] : r.from = p /\ r.life = life[p]
  /\ LET noted == [notes[p] EXCEPT ![x] =
           IF Mutant = "not-noted" THEN @ ELSE Larger(@, life[x])] IN
     /\ notes' = [notes EXCEPT ![p] = noted]
     /\ answers' = [answers EXCEPT ![x] = @ \cup
          {[from |-> p, life |-> life[p], promised |-> promised[p],
            notes |-> [noted EXCEPT ![x] = 0]]}]
  /\ UNCHANGED <<promised, accepted, committed, life, state, floor,
                 promises, first, last, proposed, through, owner, wipes>>

Join(x) ==
  /\ state[x] = "asking"
  /\ \E S \in SUBSET answers[x] :
       /\ Cardinality(S) = Quorum /\ OfDistinctNodes(S)
       /\ NoneForgot(S) \/ Mutant = "forgotten-note-counts"
       /\ LET b == IF Mutant = "no-floor" THEN 0 ELSE Max({r.promised : r \in S}) IN
          /\ promised' = [promised EXCEPT ![x] = b]
          /\ floor' = [floor EXCEPT ![x] = b]
       /\ notes' = [notes EXCEPT ![x] =
            IF Mutant = "notes-not-taken-over" THEN NoNotes
            ELSE [y \in Nodes |-> IF y = x THEN 0 ELSE Max({r.notes[y] : r \in S})]]
  /\ state' = [state EXCEPT ![x] = "joined"]
  /\ answers' = [answers EXCEPT ![x] = {}]
  /\ UNCHANGED <<accepted, committed, life, promises, first, last, proposed,
                 through, owner, wipes>>

\* The view of b is complete here, and so is everything below it.
Become(x, b) ==
  /\ state[x] = "joined" /\ first[b] /= 0 /\ promised[x] <= b
  /\ AboveFloor(x, b)
  /\ committed[x] >= first[b] - 1 \/ Mutant = "below-first-not-committed"
  /\ \A s \in first[b]..last[b] :
       \/ accepted[x][s] = b \/ s <= committed[x]
       \/ (Mutant = "first-page-only" /\ s > first[b])   \* pages of one slot
  /\ state' = [state EXCEPT ![x] = "full"]
  /\ floor' = [floor EXCEPT ![x] = 0]   \* the promise is above it from now on
  /\ promised' = [promised EXCEPT ![x] = b]
  /\ through' = [through EXCEPT ![x] = Acknowledged(x, b, accepted[x], committed[x])]
  /\ UNCHANGED <<accepted, committed, life, notes, answers, promises,
                 first, last, proposed, owner, wipes>>

-----------------------------------------------------------------------------
Next ==
  \/ \E a \in Nodes, b \in Ballots : Promise(a, b) \/ Become(a, b)
  \/ \E b \in Ballots : View(b)
  \/ \E b \in Ballots, s \in Slots : Propose(b, s)
  \/ \E a \in Nodes, b \in Ballots, s \in Slots : Accept(a, b, s)
  \/ \E a \in Nodes, s \in Slots : Commit(a, s)
  \/ \E a \in Nodes, p \in Nodes, s \in Slots : Learn(a, p, s)
  \/ \E a \in Nodes : Wipe(a) \/ Ask(a) \/ Join(a)
  \/ \E p \in Nodes, x \in Nodes : Note(p, x)

Spec == Init /\ [][Next]_vars

Symmetry == Permutations(Nodes)

-----------------------------------------------------------------------------
TypeOK ==
  /\ promised \in [Nodes -> 0..NB]
  /\ accepted \in [Nodes -> [Slots -> 0..NB]]
  /\ committed \in [Nodes -> 0..NS]
  /\ life \in [Nodes -> 0..MaxWipes]
  /\ notes \in [Nodes -> [Nodes -> 0..MaxWipes]]
  /\ state \in [Nodes -> {"full", "lost", "asking", "joined"}]
  /\ floor \in [Nodes -> 0..NB]
  /\ first \in [Ballots -> 0..NS + 1]
  /\ last \in [Ballots -> 0..NS]
  /\ proposed \in [Ballots -> [Slots -> 0..NB + 1]]
  /\ through \in [Nodes -> [Ballots -> 0..NS]]

\* What is chosen in a slot is chosen in every ballot that chooses there.
Agreement ==
  \A s \in Slots, b \in Ballots, c \in Ballots :
    Chosen(b, s) /\ Chosen(c, s) => proposed[b][s] = proposed[c][s]

\* A node knows only what is chosen, and holds just that in the slot.
CommittedIsChosen ==
  \A a \in Nodes : \A s \in 1..committed[a] :
    /\ accepted[a][s] /= 0
    /\ \E b \in Ballots :
         Chosen(b, s) /\ proposed[b][s] = proposed[accepted[a][s]][s]

\* A view begins where everything before it is chosen.
ViewBeginsAfterChosen ==
  \A b \in Ballots : \A s \in 1..first[b] - 1 : \E c \in Ballots : Chosen(c, s)
=============================================================================
