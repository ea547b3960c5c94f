------------------------------- MODULE RejoinFive -------------------------------
(* Five nodes, two of which lose their disks, on one path of Rejoin.tla    *)
(* that is too long to find by searching everything: n4 forgets, n5 notes  *)
(* it and forgets too. Each node does only what its part needs; whatever   *)
(* can happen here can happen in Rejoin.tla.                               *)
EXTENDS Rejoin
CONSTANTS n1, n2, n3, n4, n5
FiveNext ==
  \/ \E a \in {n2, n3} : Promise(a, 1)
  \/ \E a \in {n4, n5} : Promise(a, 2)
  \/ \E a \in {n4, n5}, b \in Ballots : Become(a, b)
  \/ \E b \in Ballots : View(b)
  \/ \E b \in Ballots, s \in Slots : Propose(b, s)
  \/ \E a \in {n1, n2, n4}, s \in Slots : Accept(a, 1, s)
  \/ \E a \in {n3, n4, n5}, s \in Slots : Accept(a, 2, s)
  \/ \E a \in {n4, n5} : Wipe(a) \/ Ask(a) \/ Join(a)
  \/ \E p \in Nodes, x \in {n4, n5} : Note(p, x)
FiveSpec == Init /\ owner = <<n1, n3>> /\ [][FiveNext]_vars
=============================================================================
