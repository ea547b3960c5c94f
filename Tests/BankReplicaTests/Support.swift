import Bank
import BankReplica
import Paxos
import Wire
