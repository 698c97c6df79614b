/** The help of `recurve cluster`, in Chinese. */
export const ofClusters: Readonly<Record<string, string>> = {
  "A job leaves a folder: the same command of train given again goes on in it from the last checkpoint. The hosts need Python with torch and keras; this machine does not, where others compute.":
    "每个作业留下一个目录：再次输入同一 train 命令，会从其中最后的检查点继续。各主机需要装有 torch 和 keras 的 Python；由其他机器计算时，本机不需要。",
  "tell whether what a launcher needs is there": "检查启动方式所需的东西是否齐备",
  "train a compiled model in several processes": "用多个进程训练已编译的模型",
  "write data that are larger than memory as hosts read them": "把大于内存的数据写成各主机读取的形式",
  "run a model on many files, on ONNX Runtime": "用 ONNX Runtime 对许多文件运行模型",
  "follow a job that runs, and bring its result": "跟随运行中的作业，并取回结果",
  "show all that a job wrote": "显示作业的全部输出",
  "ask a job to save and end": "让作业保存并结束",
  "bring the result of a job that has ended": "取回已结束作业的结果",
  "the system that places and starts the processes": "分配并启动进程的系统",
  "processes that train together, on each node or host": "每个节点或主机上共同训练的进程数",
  "how often processes that died are started again": "进程终止后重新启动的次数",
  "the Python to use; local: that of RECURVE_PYTHON": "所用的 Python；local：RECURVE_PYTHON 所指",
  "ray: its dashboard; default RAY_API_SERVER_ADDRESS, or http://127.0.0.1:8265":
    "ray：仪表板地址；默认 RAY_API_SERVER_ADDRESS，或 http://127.0.0.1:8265",
  "ray: processors of each process": "ray：每个进程的处理器数",
  "ray: GPUs of each process": "ray：每个进程的 GPU 数",
  "ray, slurm, ssh: a folder that all hosts see": "ray、slurm、ssh：所有主机都能看到的目录",
  "slurm: nodes": "slurm：节点数",
  "slurm: the node to submit from, through ssh; default this machine": "slurm：经 ssh 提交作业的节点；默认本机",
  "slurm: options of sbatch, such as --sbatch=--partition=gpu": "slurm：sbatch 的选项，如 --sbatch=--partition=gpu",
  "ssh: the hosts; they meet at the first": "ssh：各主机；在第一台会合",
  "ssh: the address of the first host for the others; default its name":
    "ssh：其他主机连接第一台主机的地址；默认为其名称",
  "ssh: the port there": "ssh：那里的端口",
  "slurm, ssh: the command that connects to a host; default ssh": "slurm、ssh：连接主机的命令；默认 ssh",
  "write what was found as JSON": "以 JSON 输出检查结果",
  "the job's folder; by default under cluster/, named for the model": "作业目录；默认在 cluster/ 下，以模型命名",
  "samples per step, of all processes together; default 32": "所有进程合计的每步样本数；默认 32",
  "seed of the order of samples, as in fit": "样本顺序的种子，与 fit 相同",
  "a factor for each sample's loss, or for each step's": "每个样本或每步损失的系数",
  "share of the samples, the last ones, for validation": "留作验证的最后若干样本的比例",
  "end after so many epochs without a better val_loss (or loss), and keep the best weights":
    "val_loss（或 loss）连续这么多轮没有改善时结束，并保留最好的权重",
  "save after so many steps; by default after each epoch": "每隔这么多步保存一次；默认每轮之后",
  "do not wait for the end; recurve cluster attach follows it later":
    "不等待结束；之后可用 recurve cluster attach 跟随",
  "write each event as a line of JSON; the last one is the result": "每个事件输出一行 JSON；最后一行是结果",
  "a compiled model: a .keras file, or the folder of a run": "已编译的模型：.keras 文件，或训练目录",
  "CSV, JSON or NPY, as recurve predict reads them; or a folder of shards that the hosts see":
    "CSV、JSON 或 NPY，形式同 recurve predict；或各主机都能看到的分片目录",
  "what the model should give, in the same forms; shards hold it already": "模型应给出的值，形式相同；分片中已经包含",
  "The losses and weights are those that fit gives on one machine. Ctrl-C asks whether to stop the job or to leave it running.":
    "损失和权重与 fit 在一台机器上得到的相同。Ctrl-C 会询问是停止作业还是让它继续运行。",
  "what a model should give: columns, arrays of .npz or .safetensors files, or .npy files":
    "模型应给出的值：列、.npz 或 .safetensors 中的数组，或 .npy 文件",
  "the columns, or arrays, of the samples; default all others": "样本的列或数组；默认为其余全部",
  "tables: a row's columns are so many steps of a sequence": "表格：一行的各列是序列的这么多步",
  "a factor for each sample's loss: a column, or an array of .npz or .safetensors files":
    "每个样本损失的系数：一列，或 .npz、.safetensors 中的数组",
  "texts: the language model whose tokens they become": "文本：用哪个语言模型的词元",
  "texts: tokens of a sample": "文本：每个样本的词元数",
  "write what was done as JSON": "以 JSON 输出所做的事",
  ".csv, .parquet, .npz, .safetensors or .npy files, or texts with --model; and last the folder for the shards":
    ".csv、.parquet、.npz、.safetensors 或 .npy 文件，或配合 --model 的文本；最后是存放分片的目录",
  "Files may be larger than memory. recurve cluster train takes the folder instead of samples and targets, at a path that the hosts see.":
    "文件可以大于内存。recurve cluster train 用该目录代替样本和目标值，路径须为各主机所见。",
  "the model file, or the folder of a run": "模型文件，或训练目录",
  ".csv or .parquet (a row for each sample), .npy, .npz or .safetensors; and last the folder for the outputs":
    ".csv 或 .parquet（每个样本一行）、.npy、.npz 或 .safetensors；最后是存放输出的目录",
  "Each file gives one of its name and kind. Those that are there are left out: the same command goes on where it was interrupted.":
    "每个文件给出一个同名同类的文件。已有的会跳过：中断后再次输入同一命令即可继续。",
  "the folder of the job": "作业的目录",
  "wait for more until the job ends": "持续等待输出，直到作业结束",
  "write each line as a line of JSON": "把每一行输出为一行 JSON",
  "write the job's figures as JSON": "以 JSON 输出作业的数值",
};
