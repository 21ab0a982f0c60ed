// What an experiment's page loads besides: its form, one import a behaviour.
import "recurrent/lab";
import "recurrent/field-problems";
import "recurrent/only-if";
import "recurrent/permalink";
import "recurrent/set-fields";
import "recurrent/slider";
