import type { Client } from '../core/contract/client.js';
import { createSharedInFlight, type SharedInFlight } from './in-flight.js';
import { callsPerServer, createOutgoing, type FetchJson, type OutgoingOptions, type Send } from './outgoing.js';

/** What may be fetched on behalf of one client. */
export interface FhirAccess {
  readonly fetchJson: FetchJson;
  /** for what is no reading: the token of a launch, and answers that are written back */
  readonly send: Send;
  /** base URLs that may be called; undefined = any, in the demo mode only */
  readonly servers: readonly string[] | undefined;
  /** whether a server may be called without a token, in the demo mode only */
  readonly allowsOpenServers: boolean;
  readonly inFlight: SharedInFlight;
}

/** The outgoing side of every client: made once, shared by all requests. */
export interface FhirAccesses {
  readonly accessOf: (client: Client) => FhirAccess;
  readonly close: () => Promise<void>;
}

/** Room for some servers that hang, and for those that answer beside them. */
const callsPerClient = 4 * callsPerServer;

/** Gives each client its own connections, address policy and limit of calls in flight. */
export function createFhirAccesses(options: {
  /** the machine itself may be called, over http too: demo mode on a loopback listener */
  readonly allowsLoopback: boolean;
  readonly resolve?: OutgoingOptions['resolve'];
}): FhirAccesses {
  const opened = new Map<string, { readonly access: FhirAccess; readonly close: () => Promise<void> }>();
  return {
    accessOf: (client) => {
      const known = opened.get(client.name);
      if (known !== undefined) return known.access;
      const isDemo = client.kind === 'demo';
      const outgoing = createOutgoing({ ...options, networks: client.networks });
      const access: FhirAccess = {
        fetchJson: outgoing.fetchJson,
        send: outgoing.send,
        servers: isDemo ? undefined : client.fhirServers,
        allowsOpenServers: isDemo,
        inFlight: createSharedInFlight(callsPerClient, callsPerServer),
      };
      opened.set(client.name, { access, close: outgoing.close });
      return access;
    },
    close: async () => {
      await Promise.all([...opened.values()].map(({ close }) => close()));
    },
  };
}
