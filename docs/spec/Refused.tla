------------------------------ MODULE Traces ------------------------------
(* What nodes did that were lied to, written by ModelTraceTests.swift: no   *)
(* run here is a behaviour of the specification.                           *)
TraceSteps == <<
"11111111 S1101000 P2101100 L1101100 N110210011 D1100 F3101100 H3100 A311210011 M311210111" \* COMMIT of what nobody else accepted
,"11111111 S1101000 P2101100 L1101100 N110210011 D1100 F3101100 C110210111" \* ACCEPTED that was never said
,"13111111 S1101000 P2101100 L1101100 N110210011 D1100 F3101100 H2100 A211210011 C110210111 S3201100 L3201200" \* PROMISE without what its sender accepted
,"11111111 S1101000 P2101100 L1101100 N110210011 D1100 F3101100 H3100 A31121001=" \* NEW_VIEW with another entry
>>
=============================================================================
