import Bank
import BankClient
import Paxos
import Testing

@Suite("ClientPlaces")
struct ClientPlacesTests {
    @Test("Every client is found where it was added, and nobody else is", arguments: 1...10)
    func agreesWithDictionary(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var places = ClientPlaces()
        var clients: [ClientStateMachine] = []
        var expected: [ClientID: Int] = [:]

        for _ in 0..<5_000 {
            let number = Int.random(in: 0..<3_000, using: &generator)
            let name = try #require(ClientID("a-client-whose-name-is-long-\(number)"))
            let found = places.find(name, in: clients)
            #expect(found == expected[name], "seed \(seed): \(name)")
            guard expected[name] == nil else { continue }
            expected[name] = clients.count
            clients.append(ClientStateMachine(client: name))
            places.append(name)
        }

        #expect(clients.count > 2_000)
        for (place, client) in clients.enumerated() {
            #expect(places.place(of: client.client, in: clients) == place, "seed \(seed)")
        }
        for _ in 1...3 {
            for (place, client) in clients.enumerated() {
                #expect(places.find(client.client, in: clients) == place, "seed \(seed)")
            }
        }
    }
}
