// What a topic's page loads: one import a behaviour.
import "recurrent/contents";
import "recurrent/copy";
import "recurrent/here";
import "recurrent/key-links";
import "recurrent/parts";
import "recurrent/print";
import "recurrent/reading";
import "recurrent/reveal";
import "recurrent/wide";
