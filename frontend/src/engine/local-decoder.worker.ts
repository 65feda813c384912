/** Decodes local files of any kind that the browser can, until their proxies are there. */
import { ALL_FORMATS } from 'mediabunny';
import { decodeIn } from './decoding';

decodeIn(ALL_FORMATS);
