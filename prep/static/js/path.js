// What the learning path loads: one import a behaviour.
import "recurrent/contents";
import "recurrent/key-links";
import "recurrent/print";
import "recurrent/reveal";
