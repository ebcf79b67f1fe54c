// Two verifiers and a model of the standard that know nothing of Whetstone read what it issues. In: a JSON file with cases and
// what lies at which address; out: one line of JSON for each case. No network is used.
import fs from 'node:fs';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {AchievementCredentialValidator} from '@learncard/types';
import {verifyCredential} from '@digitalcredentials/verifier-core';

const {cases, lies, contexts} = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
globalThis.fetch = async url => { throw new Error(`no network: ${url}`); };
const say = console.log;
console.log = console.error = console.warn = () => {};

const documentLoader = async url => {
  if (contexts[url]) return {contextUrl: null, documentUrl: url, document: contexts[url]};
  const [did, name] = url.split('#');
  const found = lies[did];
  if (!found) throw new Error(`nothing lies at ${url}`);
  if (!name) return {contextUrl: null, documentUrl: url, document: found};
  const method = found.verificationMethod.find(one => one.id === url);
  if (!method) throw new Error(`no such key: ${url}`);
  const document = {'@context': 'https://w3id.org/security/multikey/v1', ...method};
  return {contextUrl: null, documentUrl: url, document};
};

async function digitalBazaar(credential, now) {
  const suite = new DataIntegrityProof({cryptosuite});
  const result = await vc.verifyCredential({
    credential, suite, documentLoader, now: new Date(now),
    checkStatus: options => checkStatus({
      ...options, documentLoader, suite: new DataIntegrityProof({cryptosuite}),
      verifyBitstringStatusListCredential: true, verifyMatchingIssuers: true,
    }),
  });
  const errors = (result.error?.errors ?? [result.error]).filter(Boolean);
  return {
    verified: result.verified,
    marked: result.statusResult?.results?.map(one => one.status) ?? [],
    why: errors.map(one => String(one.message)),
  };
}

async function verifierCore(credential) {
  const result = await verifyCredential({credential, knownDIDRegistries: []});
  const said = Object.fromEntries((result.log ?? []).map(one => [one.id, one.valid ?? false]));
  return {...said, why: (result.errors ?? []).map(one => `${one.name}: ${one.message}`)};
}

function shape(credential) {
  const result = AchievementCredentialValidator.safeParse(credential);
  return {fits: result.success, why: (result.error?.issues ?? []).map(one => one.path.join('.'))};
}

const readers = {'verifier-core': verifierCore, vc: digitalBazaar, shape};
for (const {name, credential, now, reader} of cases) {
  say(JSON.stringify({name, ...await readers[reader](credential, now)}));
}
