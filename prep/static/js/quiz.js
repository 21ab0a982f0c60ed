// What a page that is about one question loads besides: its keys.
import "recurrent/question";
import "recurrent/enter";
import "recurrent/key-links";
import "recurrent/reveal";
